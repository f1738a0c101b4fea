# Every verb is one a newcomer may run; .ci/run runs the same ones.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help deps build check conformance bounds bench sanitize fuzz container demo clients fmt

SOURCES := Package.swift Sources Tests
BINARY  := .build/release/boomgate

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

deps: ## install what building and checking need (apt, with sudo when not root)
	@.ci/deps build

build: ## build the release binary, .build/release/boomgate
	swift build -c release --product boomgate --static-swift-stdlib

check: ## format, build with warnings as errors, all tests: what the README calls tests
	swift format lint --strict --parallel -r $(SOURCES)
	swift build --build-tests
	@Tests/run --skip-build

conformance: build ## put the shared vectors through a live gateway
	@.ci/deps python
	@Tests/conformance/run

bounds: build ## drive a live gateway to its bounds: 10,000 idle agents, 1 GiB each way, slowhttptest, 256 descriptors
	@.ci/deps bounds
	@Tests/bounds/run

bench: build ## CPU time per request beside nginx, HAProxy and Envoy
	@.ci/deps bench
	@Benchmarks/run

sanitize: ## the tests under ThreadSanitizer, then under AddressSanitizer
	@Tests/run --sanitize=thread --scratch-path .build/thread
	@Tests/run --sanitize=address --scratch-path .build/address

fuzz: ## libFuzzer on request heads, chunked bodies, paths and YAML, 60 s each (FUZZ_SECONDS)
	@Tests/Fuzz/run.sh

container: ## build the image without a registry, run it locked down, put three calls through it
	@.ci/deps container
	@docker/build-and-try

demo: ## build, start the gateway and the demo upstream, and print three calls to try; Ctrl-C ends it
	@.ci/deps build demo
	@$(MAKE) --no-print-directory build
	@.ci/demo $(BINARY)

clients: build ## real clients from PyPI through the gateway to the demo upstream
	@.ci/deps python
	@Tests/clients/run

fmt: ## format the sources in place
	swift format -i --parallel -r $(SOURCES)
