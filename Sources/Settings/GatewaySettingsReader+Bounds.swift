import Documents

extension GatewaySettingsReader {
    func bounds(_ reader: MappingReader) -> GatewaySettings.Bounds? {
        // All keys are read before any is missed, so that every problem is reported.
        let size = { (name: String) in reader.byteSize(name)?.value }
        let count = { (name: String) in reader.integer(name)?.value }
        let sizes = [
            "request_line", "header_section", "chunk_extensions", "attach_body", "output_buffer", "upstream_buffer", "early_drain",
            "kept_answer", "kept_answers", "request_body",
        ]
        .compactMap(size)
        let counts = [
            "header_fields", "connection_options", "connections", "connections_per_agent", "connections_per_address",
            "reserved_descriptors",
            "unsettled_per_agent", "unsettled",
        ].compactMap(count)
        guard sizes.count == 10, counts.count == 8 else { return nil }
        return GatewaySettings.Bounds(
            requestLineBytes: sizes[0], headerSectionBytes: sizes[1], headerFields: counts[0], connectionOptions: counts[1],
            chunkExtensionBytes: sizes[2], attachBodyBytes: sizes[3], connections: counts[2], connectionsPerAgent: counts[3],
            connectionsPerAddress: counts[4], reservedDescriptors: counts[5], outputBufferBytes: sizes[4], upstreamBufferBytes: sizes[5],
            earlyDrainBytes: sizes[6], unsettledPerAgent: counts[6], unsettled: counts[7], keptAnswerBytes: sizes[7],
            keptAnswersBytes: sizes[8], requestBodyBytes: sizes[9])
    }

    func timeouts(_ reader: MappingReader) -> GatewaySettings.Timeouts? {
        let times = [
            "header", "keep_alive_idle", "body_floor_after", "write_stall", "early_drain", "kept_answer", "unknown", "orphan_drain",
            "shutdown",
        ]
        .compactMap { reader.duration($0)?.value }
        guard let floor = reader.byteSize("body_floor")?.value, times.count == 9 else { return nil }
        return GatewaySettings.Timeouts(
            header: times[0], keepAliveIdle: times[1], bodyFloorAfter: times[2], bodyFloorBytesPerSecond: floor, writeStall: times[3],
            earlyDrain: times[4], keptAnswer: times[5], unknown: times[6], orphanDrain: times[7], shutdown: times[8])
    }

    func backOff(_ reader: MappingReader) -> GatewaySettings.BackOff? {
        guard let failures = reader.integer("failures")?.value, let window = reader.duration("window")?.value,
            let addresses = reader.integer("addresses")?.value
        else { return nil }
        return GatewaySettings.BackOff(failures: failures, window: window, addresses: addresses)
    }
}
