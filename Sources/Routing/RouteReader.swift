import Documents
import Vocabulary

/// One document of a route file to a route.
struct RouteReader {
    let reader: MappingReader
    let reserved: [[UInt8]]
    let resolve: RouteMapReader.Resolve

    /// - Returns: nil where a required part could not be read; the problems say which.
    func route(_ seen: inout SeenNames) -> Route? {
        let api = reader.text("api")
        let mount = mount(&seen)
        let upstream = upstream()
        let environment = reader.text("environment")
        let dialect = dialect()
        let credential = credential()
        let options = options(dialect)
        let operations = operations(mount, &seen)
        if let api { seen.insert(api.value, .api, at: api.mark) }
        guard let api, let mount, let upstream, let environment else { return nil }
        return Route(
            api: APIID(bytes: api.value), mount: mount, upstream: upstream, environment: Environment(bytes: environment.value),
            dialect: dialect, credential: credential, slots: slots(), networks: networks(), rewritesJSONURLs: options.rewritesJSONURLs,
            redirects: redirects(), forwardsCookies: options.forwardsCookies, forwardsSetCookie: options.forwardsSetCookie,
            allowsOpaquePaths: options.allowsOpaquePaths, timeouts: timeouts(dialect), tls: tls(upstream), operations: operations)
    }

    private struct Options {
        let rewritesJSONURLs: Bool
        let forwardsCookies: Bool
        let forwardsSetCookie: Bool
        let allowsOpaquePaths: Bool
    }

    private func options(_ dialect: Dialect) -> Options {
        let rewrite = reader.text("rewrite")?.value
        return Options(
            rewritesJSONURLs: rewrite.map { $0.elementsEqual("json-urls".utf8) } ?? (dialect == .github),
            forwardsCookies: reader.boolean("cookies")?.value ?? false, forwardsSetCookie: reader.boolean("set_cookie")?.value ?? false,
            allowsOpaquePaths: reader.text("paths")?.value.elementsEqual("opaque".utf8) ?? false)
    }

    private func dialect() -> Dialect {
        guard let dialect = reader.choice("dialect", as: Dialect.self) else { return .plain }
        if dialect.value == .mcp { reader.error("dialect", "dialect `mcp` is not supported yet; expected another dialect") }
        return dialect.value
    }

    private func mount(_ seen: inout SeenNames) -> Mount? {
        let path = reader.text("mount")
        let host = reader.text("host")
        switch (path, host) {
        case (let path?, nil): return pathMount(path, &seen)
        case (nil, let host?): return hostMount(host, &seen)
        case (_?, let host?):
            reader.problems.error(at: host.mark, "`mount` and `host` stand together; expected one of them")
        case (nil, nil) where !reader.has("mount") && !reader.has("host"):
            reader.problems.error(at: reader.mark, "a route map without `mount`; expected `mount: /prefix` or `host: name`")
        case (nil, nil): break
        }
        return nil
    }

    private func pathMount(_ text: Located<[UInt8]>, _ seen: inout SeenNames) -> Mount? {
        let path = ParsedPath(text.value[...])
        guard path.isPlain, path.bytes == text.value, !path.hasTrailingSlash || path.segments.isEmpty else {
            reader.error(
                "mount",
                "\(quoted(text.value)) for `mount`; expected a path prefix such as `/billing`: canonical, without `%` and trailing `/`")
            return nil
        }
        let segments = path.segments.map { Array(path.bytes[$0.range]) }
        guard !segments.starts(with: reserved) else {
            reader.error(
                "mount", "\(quoted(text.value)) lies under `\(reservedText)`, where the gateway answers itself; expected another prefix")
            return nil
        }
        seen.insert(text.value, .mount, at: text.mark)
        return .path(segments)
    }

    private func hostMount(_ text: Located<[UInt8]>, _ seen: inout SeenNames) -> Mount? {
        guard let host = HostName.canonical(text.value) else {
            reader.error("host", "\(quoted(text.value)) for `host`; expected a host name without scheme and port")
            return nil
        }
        seen.insert(host, .host, at: text.mark)
        return .host(host)
    }

    private var reservedText: String { "/" + reserved.map { String(decoding: $0, as: UTF8.self) + "/" }.joined() }

    private func operations(_ mount: Mount?, _ seen: inout SeenNames) -> [Operation] {
        let found = reader.mappings("operations").flatMap { OperationReader(reader: $0).operations(&seen) }
        if reader.has("operations"), found.isEmpty, !reader.problems.hasErrors {
            reader.warning("operations", "no operation is listed; every request to this api is refused")
        }
        for operation in found where isReserved(operation.value.template, under: mount) {
            reader.problems.error(
                at: operation.mark, "the path lies under `\(reservedText)`, where the gateway answers itself; expected another path")
        }
        for tie in OperationIndex.ties(in: found.map(\.value)) {
            let first = found[tie.first]
            let second = found[tie.second]
            let other = "`\(first.value.id)` at \(first.mark)"
            reader.problems.error(
                at: second.mark,
                first.value.id == second.value.id
                    ? "this method and path stand twice in `\(second.value.id)`; expected them once"
                    : "some requests mean both `\(second.value.id)` and \(other); expected other methods or more literal segments")
        }
        return found.map(\.value)
    }

    private func isReserved(_ template: PathTemplate, under mount: Mount?) -> Bool {
        var segments: [[UInt8]] = []
        if case .path(let prefix)? = mount { segments = prefix }
        for segment in template.segments {
            guard case .literal(let literal) = segment else { break }
            segments.append(literal)
        }
        return segments.starts(with: reserved)
    }
}
