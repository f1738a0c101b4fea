// CurlUpstreamTests
