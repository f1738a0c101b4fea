internal import Enforcement
internal import HTTPCore
internal import HTTPServer
internal import Identity
internal import Settings
internal import Telemetry

// Settings as each room wants them: names only, no decisions.

extension ServerLimits {
    init(_ settings: GatewaySettings) {
        self.init()
        let (bounds, timeouts) = (settings.bounds, settings.timeouts)
        http.requestLineBytes = bounds.requestLineBytes
        http.headerSectionBytes = bounds.headerSectionBytes
        http.headerFields = bounds.headerFields
        http.connectionOptions = bounds.connectionOptions
        http.chunkExtensionBytes = bounds.chunkExtensionBytes
        http.bodyBytes = UInt64(bounds.requestBodyBytes)
        headerDeadline = timeouts.header
        keepAliveIdle = timeouts.keepAliveIdle
        bodyFloorBytesPerSecond = timeouts.bodyFloorBytesPerSecond
        bodyFloorWindow = timeouts.bodyFloorAfter
        writeStall = timeouts.writeStall
        outputLimitBytes = bounds.outputBufferBytes
        drainLimitBytes = bounds.earlyDrainBytes
        drainDeadline = timeouts.earlyDrain
        connections = bounds.connections
        connectionsPerAddress = bounds.connectionsPerAddress
        reservedDescriptors = bounds.reservedDescriptors
    }
}

extension UnsettledCalls.Limits {
    init(_ settings: GatewaySettings) {
        self.init()
        keptFor = settings.timeouts.keptAnswer
        unknownFor = settings.timeouts.unknown
        entriesPerAgent = settings.bounds.unsettledPerAgent
        entries = settings.bounds.unsettled
        answerBytes = settings.bounds.keptAnswerBytes
        keptBytes = settings.bounds.keptAnswersBytes
    }
}

extension GatewayBounds {
    init(_ settings: GatewaySettings) {
        self.init()
        attachBodyBytes = settings.bounds.attachBodyBytes
        drainFor = settings.timeouts.orphanDrain
    }
}

extension IdentityRules {
    init(_ settings: GatewaySettings) {
        self.init()
        failuresAllowed = settings.backOff.failures
        failureWindowSeconds = settings.backOff.window.components.seconds
        backOffAddresses = settings.backOff.addresses
    }
}

extension LogLevel {
    init(_ threshold: GatewaySettings.LogThreshold) {
        switch threshold {
        case .error: self = .error
        case .warning: self = .warning
        case .info: self = .info
        case .debug: self = .debug
        }
    }
}
