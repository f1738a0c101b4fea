public import HTTPCore
public import Routing
public import Vocabulary

/// Gives an answer the shape in which a vendor's own client shows its text: vendor members and RFC 9457 members in one body.
///
/// - Source: docs/wire.md, "Shapes"; the shapes were measured with the vendors' clients.
public enum DialectWriter {
    /// - Parameter decision: named in the body, so that a person can find what was decided.
    public static func write(_ answer: WireAnswer, dialect: Dialect, decision: DecisionID?) -> (head: ResponseHead, body: [UInt8]) {
        let body: [UInt8]
        var type: StaticString = "application/json"
        switch dialect {
        case .plain:
            type = "application/problem+json"
            body = plain(answer, decision)
        case .openai: body = openAI(answer, decision)
        case .anthropic: body = anthropic(answer, decision)
        case .gemini: body = gemini(answer, decision)
        case .stripe: body = stripe(answer, decision)
        case .github: body = flat(answer, decision, message: "message")
        case .slack: body = slack(answer, decision)
        case .kubernetes: body = kubernetes(answer, decision)
        case .awsJSON:
            type = "application/x-amz-json-1.1"
            body = awsJSON(answer, decision)
        case .awsQuery:
            type = "text/xml"
            body = awsXML(answer, decision)
        case .s3:
            type = "application/xml"
            body = s3XML(answer, decision)
        case .mcp:
            type = "application/problem+json"
            body = plain(answer, decision)
        }
        return (head(answer, type), body)
    }

    private static func head(_ answer: WireAnswer, _ type: StaticString) -> ResponseHead {
        var head = ResponseHead(status: answer.status)
        head.fields.append(.contentType, type.description.utf8)
        head.fields.append(.cacheControl, "no-store".utf8)
        // RFC 9110 §15.5.2: a 401 names a way to authenticate.
        if answer.status == 401 { head.fields.append(.wwwAuthenticate, "Bearer realm=\"boomgate\"".utf8) }
        if let seconds = answer.retryAfterSeconds { head.fields.append(.retryAfter, String(seconds).utf8) }
        if !answer.isRetryable {
            head.fields.append(.xShouldRetry, "false".utf8)
            head.fields.append(.stripeShouldRetry, "false".utf8)
        }
        return head
    }

    /// The RFC 9457 members; `type` under another name where the vendor's own `type` decides the exception class.
    private static func problem(_ answer: WireAnswer, _ decision: DecisionID?, into json: inout JSONText, typeKey: StaticString = "type") {
        json.member(typeKey, "urn:boomgate:error:\(answer.code.rawValue)")
        json.member("title", answer.title)
        json.member("status", answer.status)
        json.member("detail", answer.detail)
        if typeKey.description != "code" { json.member("code", answer.code.rawValue) }
        if let decision {
            json.member("instance", "urn:boomgate:decision:\(decision)")
            json.member("decision", decision.description)
        }
        if let next = answer.next { json.member("next", next) }
        json.member("retryable", answer.isRetryable)
    }

    private static func plain(_ answer: WireAnswer, _ decision: DecisionID?) -> [UInt8] {
        var json = JSONText()
        json.open()
        problem(answer, decision, into: &json)
        json.close()
        return json.bytes
    }

    private static func openAI(_ answer: WireAnswer, _ decision: DecisionID?) -> [UInt8] {
        var json = JSONText()
        json.open()
        json.key("error")
        json.open()
        json.member("message", answer.detail)
        json.member("type", answer.status == 401 ? "authentication_error" : "permission_error")
        json.memberNull("param")
        json.member("code", answer.code.rawValue)
        json.close()
        problem(answer, decision, into: &json)
        json.close()
        return json.bytes
    }

    /// The client reads the top-level `type`, which must be `error`.
    private static func anthropic(_ answer: WireAnswer, _ decision: DecisionID?) -> [UInt8] {
        var json = JSONText()
        json.open()
        json.member("type", "error")
        json.key("error")
        json.open()
        json.member("type", answer.status == 401 ? "authentication_error" : "permission_error")
        json.member("message", answer.detail)
        json.close()
        problem(answer, decision, into: &json, typeKey: "problem_type")
        json.close()
        return json.bytes
    }

    /// A top-level `status` changes the client's text, so the RFC 9457 members go inside `error.details`.
    private static func gemini(_ answer: WireAnswer, _ decision: DecisionID?) -> [UInt8] {
        var json = JSONText()
        json.open()
        json.key("error")
        json.open()
        json.member("code", answer.status)
        json.member("message", answer.detail)
        json.member("status", answer.status == 401 ? "UNAUTHENTICATED" : "PERMISSION_DENIED")
        json.key("details")
        json.openList()
        json.open()
        problem(answer, decision, into: &json)
        json.close()
        json.closeList()
        json.close()
        json.close()
        return json.bytes
    }

    private static func stripe(_ answer: WireAnswer, _ decision: DecisionID?) -> [UInt8] {
        var json = JSONText()
        json.open()
        json.key("error")
        json.open()
        json.member("type", "invalid_request_error")
        json.member("code", answer.code.rawValue)
        json.member("message", answer.detail)
        json.close()
        problem(answer, decision, into: &json)
        json.close()
        return json.bytes
    }

    private static func flat(_ answer: WireAnswer, _ decision: DecisionID?, message: StaticString) -> [UInt8] {
        var json = JSONText()
        json.open()
        json.member(message, answer.detail)
        problem(answer, decision, into: &json)
        json.close()
        return json.bytes
    }

    private static func slack(_ answer: WireAnswer, _ decision: DecisionID?) -> [UInt8] {
        var json = JSONText()
        json.open()
        json.member("ok", false)
        json.member("error", answer.code.rawValue)
        problem(answer, decision, into: &json)
        json.close()
        return json.bytes
    }

    private static func kubernetes(_ answer: WireAnswer, _ decision: DecisionID?) -> [UInt8] {
        var json = JSONText()
        json.open()
        json.member("kind", "Status")
        json.member("apiVersion", "v1")
        json.key("metadata")
        json.open()
        json.close()
        json.member("message", answer.detail)
        json.member("reason", answer.status == 401 ? "Unauthorized" : "Forbidden")
        // `status` and `code` are Kubernetes' own here: a word and the number.
        json.member("status", "Failure")
        json.member("code", answer.status)
        json.member("type", "urn:boomgate:error:\(answer.code.rawValue)")
        json.member("title", answer.title)
        json.member("detail", answer.detail)
        if let decision { json.member("decision", decision.description) }
        if let next = answer.next { json.member("next", next) }
        json.member("retryable", answer.isRetryable)
        json.close()
        return json.bytes
    }

    private static func awsJSON(_ answer: WireAnswer, _ decision: DecisionID?) -> [UInt8] {
        var json = JSONText()
        json.open()
        json.member("__type", answer.status == 401 ? "UnrecognizedClientException" : "AccessDeniedException")
        json.member("message", answer.detail)
        problem(answer, decision, into: &json)
        json.close()
        return json.bytes
    }

    private static func awsXML(_ answer: WireAnswer, _ decision: DecisionID?) -> [UInt8] {
        let code = answer.status == 401 ? "AuthFailure" : "UnauthorizedOperation"
        return Array(
            "<Response><Errors><Error><Code>\(code)</Code><Message>\(xml(answer.detail))</Message></Error></Errors><RequestID>\(decision?.description ?? "")</RequestID></Response>"
                .utf8)
    }

    private static func s3XML(_ answer: WireAnswer, _ decision: DecisionID?) -> [UInt8] {
        Array(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>AccessDenied</Code><Message>\(xml(answer.detail))</Message><RequestId>\(decision?.description ?? "")</RequestId></Error>"
                .utf8)
    }

    private static func xml(_ text: String) -> String {
        var escaped: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x26: escaped += Array("&amp;".utf8)
            case 0x3c: escaped += Array("&lt;".utf8)
            case 0x3e: escaped += Array("&gt;".utf8)
            case 0..<0x20: escaped.append(0x20)
            default: escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}
