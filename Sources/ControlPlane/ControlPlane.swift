public import Enforcement
public import HTTPCore
internal import Routing
internal import Telemetry

/// What the admin listener answers: health, readiness and metrics. Holds, operators and the dashboard get their paths here later.
///
/// It has a port and a credential type of its own; no route leads to it.
public struct ControlPlane: Sendable {
    private let names: [[UInt8]]
    private let health: any HealthSource
    private let metrics: @Sendable () -> [UInt8]

    /// - Parameters:
    ///   - names: Host names this listener answers to, lower case; another Host is refused, so that a page in a browser cannot reach it by a name of its own.
    ///   - metrics: the whole text of `/metrics`.
    public init(names: [[UInt8]], health: any HealthSource, metrics: @escaping @Sendable () -> [UInt8]) {
        self.names = names
        self.health = health
        self.metrics = metrics
    }

    public func answer(_ head: RequestHead) -> (head: ResponseHead, body: [UInt8]) {
        let path = head.pathBytes
        if path.starts(with: "/-/".utf8), let health = HealthAnswers.answer(path.dropFirst(3), source: health) { return health }
        guard names.contains(where: { $0.elementsEqual(head.hostBytes) }) else {
            return refuse(
                421, .unknownHost, "No listener answers to this Host. The names are listed in `listeners.admin.names` of gateway.yaml.")
        }
        guard head.method == .get || head.method == .head else {
            return refuse(405, .invalidRequest, "Only GET is answered here.")
        }
        guard path.elementsEqual("/metrics".utf8) else {
            return refuse(404, .notFound, "The admin listener has `/metrics`, `/-/healthz` and `/-/readyz`.")
        }
        var answer = ResponseHead(status: 200)
        answer.fields.append(.contentType, PrometheusText.contentType.description.utf8)
        return (answer, metrics())
    }

    private func refuse(_ status: Int, _ code: WireAnswer.Code, _ detail: String) -> (head: ResponseHead, body: [UInt8]) {
        DialectWriter.write(WireAnswer(status, code, detail), dialect: .plain, decision: nil)
    }
}
