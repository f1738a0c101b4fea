public import HTTPCore

/// `/-/healthz` and `/-/readyz`, the same on both listeners: without credential, without anything a stranger could use.
public enum HealthAnswers {
    /// - Parameter name: what stands behind the reserved prefix.
    /// - Returns: the answer where `name` is one of the two, nil elsewhere.
    public static func answer(_ name: ArraySlice<UInt8>, source: any HealthSource) -> (head: ResponseHead, body: [UInt8])? {
        if name.elementsEqual("healthz".utf8) { return (head(200), Array("{\"status\":\"ok\"}\n".utf8)) }
        guard name.elementsEqual("readyz".utf8) else { return nil }
        let health = source.check()
        var json = JSONText()
        json.open()
        json.member("status", health.isReady ? "ready" : "not ready")
        json.key("failing")
        json.list(health.checks.filter { !$0.isPassing }.map { $0.name.description })
        json.close()
        return (head(health.isReady ? 200 : 503), json.bytes + [0x0a])
    }

    private static func head(_ status: Int) -> ResponseHead {
        var head = ResponseHead(status: status)
        head.fields.append(.contentType, "application/json".utf8)
        head.fields.append(.cacheControl, "no-store".utf8)
        return head
    }
}
