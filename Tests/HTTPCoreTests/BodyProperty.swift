import HTTPCore

/// What must hold for any bytes given to the chunk decoder; used by the fuzzer and by the replay of its corpus.
enum BodyProperty {
    /// Small, so that short inputs reach every edge.
    static var limits: HTTPLimits {
        var limits = HTTPLimits()
        limits.bodyBytes = 1000
        limits.chunkExtensionBytes = 40
        limits.headerSectionBytes = 60
        limits.headerFields = 3
        return limits
    }

    /// The first promise that `input` breaks, nil where it breaks none.
    static func broken(by input: [UInt8]) -> String? {
        let whole = read(input, step: max(input.count, 1), outputLimit: .max)
        let size = 2 + input.count % 29
        for (step, limit) in [(1, Int.max), (1, 1), (size, 3), (size, .max)] where read(input, step: step, outputLimit: limit) != whole {
            return "decoding depends on the pieces (\(step), \(limit))"
        }
        if whole.used > input.count || whole.body.count > whole.used { return "more came out than went in" }
        if UInt64(whole.body.count) > limits.bodyBytes { return "the body passed its bound" }
        guard whole.isFinished else { return nil }
        var wire: [UInt8] = []
        ResponseSerializer.appendChunk(whole.body, to: &wire)
        ResponseSerializer.appendLastChunk(to: &wire)
        let again = read(wire, step: wire.count, outputLimit: .max)
        return again.isFinished && again.body == whole.body && again.used == wire.count ? nil : "the body encoded again reads differently"
    }

    private struct Reading: Equatable {
        var body: [UInt8] = []
        var used = 0
        var fault: RequestFault?
        var isFinished = false
    }

    private static func read(_ input: [UInt8], step: Int, outputLimit: Int) -> Reading {
        var decoder = BodyDecoder(framing: .chunked, limits: limits)
        var reading = Reading()
        var end = 0
        while !decoder.isFinished {
            let isStuck = end == input.count
            end = min(input.count, end + step)
            do {
                let before = reading.used
                reading.used += try decoder.decode(
                    input.span.extracting(reading.used..<end), into: &reading.body, outputLimit: outputLimit)
                if isStuck, reading.used == before { break }
            } catch {
                reading.fault = error
                // What a call had used when it threw is nobody's business: the connection is over.
                reading.used = 0
                reading.body = []
                break
            }
        }
        reading.isFinished = decoder.isFinished
        return reading
    }
}
