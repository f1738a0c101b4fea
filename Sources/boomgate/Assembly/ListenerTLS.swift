internal import Cryptography
internal import Documents
internal import Settings

/// The certificates of both listeners, read and checked; nil where a listener speaks plain HTTP.
struct ListenerTLS {
    let agents: TLSContext?
    let admin: TLSContext?

    init(_ settings: GatewaySettings, problems: Problems) {
        agents = ListenerTLS.context(settings.agents, "listeners.agents.tls", problems)
        admin = ListenerTLS.context(settings.admin, "listeners.admin.tls", problems)
    }

    private static func context(_ listener: ListenerSettings, _ setting: String, _ problems: Problems) -> TLSContext? {
        guard let tls = listener.tls else { return nil }
        let certificates = tls.certificates.map { TLSConfiguration.Certificate(chainPath: $0.certificate, keyPath: $0.key) }
        do throws(TLSConfigurationError) {
            return try TLSContext(TLSConfiguration(certificates: certificates, clientAuthoritiesPath: tls.clientCA))
        } catch {
            problems.error(at: Mark(file: setting), error.description)
            return nil
        }
    }
}
