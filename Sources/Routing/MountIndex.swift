/// Which route a request lies under, by host name, then by the longest prefix of whole segments.
struct MountIndex: Sendable {
    private var hosts = LiteralTable()
    private var nodes = [Node()]

    private struct Node: Sendable {
        var children = LiteralTable()
        /// Index of the route mounted here; -1: none.
        var route = -1
    }

    /// The first of two routes on one mount wins here; the reader refuses such a map.
    init(_ routes: [Route]) {
        for index in routes.indices {
            switch routes[index].mount {
            case .host(let host): if hosts.find(host) == nil { hosts.insert(host, index) }
            case .path(let segments): insert(segments, index)
            }
        }
    }

    var hasHosts: Bool { hosts.count > 0 }

    /// - Parameter host: lower case, without port.
    func route(host bytes: [UInt8], _ range: Range<Int>) -> Int? { hosts.find(bytes, range) }

    /// - Returns: the route and how many segments its mount has.
    func route(_ path: ParsedPath) -> (index: Int, segments: Int)? {
        var node = 0
        var found = nodes[0].route < 0 ? nil : (index: nodes[0].route, segments: 0)
        for position in path.segments.indices {
            guard path.segments[position].kind == .plain,
                let child = nodes[node].children.find(path.bytes, path.segments[position].range)
            else { break }
            node = child
            if nodes[node].route >= 0 { found = (nodes[node].route, position + 1) }
        }
        return found
    }

    private mutating func insert(_ segments: [[UInt8]], _ route: Int) {
        var node = 0
        for segment in segments {
            if let child = nodes[node].children.find(segment) {
                node = child
            } else {
                nodes.append(Node())
                nodes[node].children.insert(segment, nodes.count - 1)
                node = nodes.count - 1
            }
        }
        if nodes[node].route < 0 { nodes[node].route = route }
    }
}
