import Documents
import HTTPCore
import Vocabulary

/// One entry under `operations:`; it becomes one `Operation` per path it lists, all with its id.
struct OperationReader {
    let reader: MappingReader

    /// - Returns: with each operation the place of the `METHOD /path` it comes from; empty where something could not be read.
    func operations(_ seen: inout SeenNames) -> [Located<Operation>] {
        let id = reader.text("id")
        if let id { seen.insert(id.value, .operation, at: id.mark) }
        let requests = requests()
        let action = word("action")
        let target = word("target")
        let idempotency = idempotency()
        let attachIgnore = attachIgnore()
        if let open = reader.boolean("open"), !open.value {
            reader.error(
                "open", "inputs cannot be closed yet, so this operation is forwarded with any query and body; expected `open: true`")
        }
        guard let id, let action, let target else { return [] }
        return requests.map { request in
            Located(
                Operation(
                    id: OperationID(bytes: id.value), methods: request.value.methods, template: request.value.template,
                    action: Action(bytes: action), target: Target(bytes: target), idempotency: idempotency, attachIgnore: attachIgnore,
                    isOpen: true),
                at: request.mark)
        }
    }

    private struct Request {
        var methods: MethodMatch
        let template: PathTemplate
    }

    /// The listed pairs, those with one path joined.
    private func requests() -> [Located<Request>] {
        var requests: [Located<Request>] = []
        for text in reader.texts("http")?.value ?? [] {
            guard let request = request(text) else { continue }
            let known = requests.firstIndex { other in
                other.value.template == request.template && !other.value.methods.overlaps(request.methods)
            }
            if let known, case .oneOf(let methods) = requests[known].value.methods, case .oneOf(let more) = request.methods {
                requests[known] = Located(Request(methods: .oneOf(methods + more), template: request.template), at: requests[known].mark)
            } else {
                requests.append(Located(request, at: text.mark))
            }
        }
        return requests
    }

    private func request(_ text: Located<[UInt8]>) -> Request? {
        let parts = text.value.split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let methods = methods(parts[0]) else {
            reader.problems.error(
                at: text.mark, "\(quoted(text.value)) for `http`; expected `METHOD /path`, the method in upper case or `*`")
            return nil
        }
        do { return Request(methods: methods, template: try PathTemplate(parsing: Array(parts[1]))) } catch {
            reader.problems.error(
                at: text.mark, "\(quoted(text.value)) for `http`: \(error.message), at byte \(parts[1].startIndex + error.offset + 1)")
            return nil
        }
    }

    /// CONNECT and TRACE never reach an operation.
    private func methods(_ token: ArraySlice<UInt8>) -> MethodMatch? {
        if token.elementsEqual([0x2a]) { return .any }
        guard (1...32).contains(token.count), token.allSatisfy({ (0x41...0x5a).contains($0) || $0 == 0x2d || $0 == 0x5f }) else {
            return nil
        }
        if token.elementsEqual("CONNECT".utf8) || token.elementsEqual("TRACE".utf8) { return nil }
        return .oneOf([Method(token: token)])
    }

    private func word(_ name: String) -> [UInt8]? {
        guard let text = reader.text(name) else { return nil }
        let isWord =
            text.value.count <= 64 && text.value.first.map { (0x61...0x7a).contains($0) } == true
            && text.value.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5f }
        if isWord { return text.value }
        reader.error(name, "\(quoted(text.value)) for `\(name)`; expected 1 to 64 of [a-z0-9_], a letter first")
        return nil
    }

    private func idempotency() -> Idempotency? {
        guard let given = reader.mapping("idempotency"), let header = given.text("header") else { return nil }
        guard let field = FieldName.canonical(header.value), !FieldName.isReserved(field) else {
            given.error("header", "\(quoted(header.value)) for `header`; expected a field name such as `Idempotency-Key`")
            return nil
        }
        return Idempotency(header: field, ttl: given.duration("ttl")?.value ?? .seconds(3600))
    }

    private func attachIgnore() -> [AttachIgnored] {
        (reader.texts("attach_ignore")?.value ?? []).compactMap { text in
            switch PlacedName(text.value) {
            case .query(let name)?: return .query(name)
            case .form(let name)?: return .form(name)
            case .header(let name)?: return .header(name)
            case .body(let pointer)?:
                reader.problems.warning(
                    at: text.mark,
                    "\(quoted(text.value)) has no effect yet: bodies are compared byte for byte; expected `form:NAME` for a form")
                return .body(pointer: pointer)
            case nil:
                let expected = "`form:NAME`, `body:/pointer`, `query:NAME` or `header:NAME`"
                reader.problems.error(at: text.mark, "\(quoted(text.value)) for `attach_ignore`; expected \(expected)")
                return nil
            }
        }
    }
}
