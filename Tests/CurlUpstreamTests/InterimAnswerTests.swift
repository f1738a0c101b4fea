import EventLoop
import Testing

@testable import CurlUpstream

@Suite struct `Interim answers` {
    @Test func `one that comes during the request's body changes nothing of what is waited for`() async throws {
        let target = Target(port: 9)
        let found = try await onLoop { _, loop -> [String] in
            guard
                let lane = Lane(
                    route: target.route(), loop: loop, settings: CurlUpstreamSettings(), counts: UpstreamCounts(counters: nil),
                    sockets: SocketTable()), let transfer = lane.take()
            else { return [] }
            transfer.body = [UInt8](repeating: 0x61, count: 100_000)
            transfer.stage = .sending
            var stages: [String] = []
            for line in ["HTTP/1.1 103 Early Hints\r\n", "link: </a>\r\n", "\r\n", "HTTP/1.1 413 Too Large\r\n"] {
                _ = Array(line.utf8).withUnsafeBytes { transfer.headerLine($0) }
                stages.append("\(transfer.stage)\(transfer.isEarly ? " early" : "")")
            }
            transfer.discard()
            lane.close()
            return stages
        }
        #expect(found == ["sending", "sending", "sending", "receiving early"])
    }
}
