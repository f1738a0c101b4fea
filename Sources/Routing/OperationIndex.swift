import HTTPCore

/// The operations of one route as a tree of path segments, so that a look-up costs the path's length and not the map's.
///
/// At each segment a literal is tried before a capture with a prefix or suffix (longest first), that before a plain or opaque capture, and rest
/// captures last: more literal segments win from the left. Operations on one leaf have disjoint methods.
final class OperationIndex: Sendable {
    let operations: [Operation]
    let allowsLooseRest: Bool
    private let nodes: [Leaf]

    struct Node: Sendable {
        var literals = LiteralTable()
        var affixed: [Affixed] = []
        /// Node under a capture that takes any segment; -1: none.
        var capture = -1
        /// Operations that end here, by what follows the last segment: nothing, `/`, or anything.
        var end: [Int] = []
        var slash: [Int] = []
        var rest: [Int] = []
    }

    /// A node once the tree is grown: a class, so that a search goes from one to the next by reference.
    private final class Leaf: Sendable {
        let literals: LiteralTable
        let affixed: [Affixed]
        let capture: Int
        let end: [Int]
        let slash: [Int]
        let rest: [Int]

        init(_ node: Node) {
            literals = node.literals
            affixed = node.affixed
            capture = node.capture
            end = node.end
            slash = node.slash
            rest = node.rest
        }
    }

    struct Affixed: Sendable {
        let prefix: [UInt8]
        let suffix: [UInt8]
        let node: Int
    }

    /// Two operations that one request could mean, neither more literal.
    struct Tie: Equatable {
        /// Index of the operation that stands first, and of the one that ties with it.
        let first: Int
        let second: Int
    }

    init(_ operations: [Operation], allowsLooseRest: Bool) {
        self.operations = operations
        self.allowsLooseRest = allowsLooseRest
        var builder = Builder()
        for index in operations.indices { builder.insert(operations[index], index) }
        nodes = builder.nodes.map(Leaf.init)
    }

    /// Where two operations tie, in the order of the second; empty in a map that loads.
    static func ties(in operations: [Operation]) -> [Tie] {
        var builder = Builder()
        return operations.indices.flatMap { index in
            builder.insert(operations[index], index).filter { operations[$0].methods.overlaps(operations[index].methods) }
                .map { Tie(first: $0, second: index) }
        }
    }

    /// The operation for the segments of `path` from `start` on.
    ///
    /// - Parameter isStrict: false to ask what a lenient reader might see, whatever the captures take.
    func find(_ path: ParsedPath, from start: Int, method: Method, isStrict: Bool = true) -> Operation? {
        search(Query(path: path, start: start, method: method, checksKinds: isStrict && !path.isPlain), node: 0, at: start)
    }

    private struct Query {
        let path: ParsedPath
        let start: Int
        let method: Method
        let checksKinds: Bool
    }

    /// Depth first; a node lies at one depth, so it is entered at most once a search.
    private func search(_ query: Query, node number: Int, at position: Int) -> Operation? {
        if position == query.path.segments.count {
            // A request that ends at the mount asks for its root.
            let endsWithSlash = query.path.hasTrailingSlash || position == query.start
            if let found = pick(endsWithSlash ? nodes[number].slash : nodes[number].end, query) { return found }
        } else {
            if let found = descend(query, nodes[number], at: position) { return found }
        }
        return nodes[number].rest.isEmpty ? nil : pick(nodes[number].rest, query)
    }

    private func descend(_ query: Query, _ node: Leaf, at position: Int) -> Operation? {
        let segment = query.path.segments[position]
        if segment.kind == .plain {
            if let child = node.literals.find(query.path.bytes, segment.range), let found = search(query, node: child, at: position + 1) {
                return found
            }
            for affixed in node.affixed where affixed.matches(query.path.bytes, segment.range) {
                if let found = search(query, node: affixed.node, at: position + 1) { return found }
            }
        } else {
            let key = PathReading.upperCased(query.path.bytes[segment.range])
            if let child = node.literals.find(key), let found = search(query, node: child, at: position + 1) { return found }
            for affixed in node.affixed where affixed.matches(key, 0..<key.count) {
                if let found = search(query, node: affixed.node, at: position + 1) { return found }
            }
        }
        return node.capture < 0 ? nil : search(query, node: node.capture, at: position + 1)
    }

    private func pick(_ candidates: [Int], _ query: Query) -> Operation? {
        for index in candidates {
            let operation = operations[index]
            if operation.methods.matches(query.method), !query.checksKinds || admitsKinds(operation.template, query) { return operation }
        }
        return nil
    }

    /// Whether each segment that is not plain stands where the template takes its kind.
    private func admitsKinds(_ template: PathTemplate, _ query: Query) -> Bool {
        for position in query.start..<query.path.segments.count {
            let taker = template.segments[min(position - query.start, template.segments.count - 1)]
            switch (query.path.segments[position].kind, taker) {
            case (.plain, _), (.escaped, _), (.opaque, .opaque): continue
            case (.loose, .rest) where allowsLooseRest: continue
            default: return false
            }
        }
        return true
    }
}

extension OperationIndex.Affixed {
    /// Whether the segment has both affixes and something between them, cut at no `%XX`.
    func matches(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard range.count > prefix.count + suffix.count else { return false }
        guard bytes[range].starts(with: prefix), bytes[range].suffix(suffix.count).elementsEqual(suffix) else { return false }
        let cut = range.upperBound - suffix.count
        return suffix.isEmpty || !bytes[max(range.lowerBound, cut - 2)..<cut].contains(0x25)
    }
}

extension OperationIndex {
    /// The tree while it grows.
    private struct Builder {
        var nodes = [Node()]

        /// - Returns: the operations already on that leaf.
        @discardableResult
        mutating func insert(_ operation: Operation, _ index: Int) -> [Int] {
            var node = 0
            for segment in operation.template.segments {
                switch segment {
                case .literal(let literal): node = literalChild(of: node, literal)
                case .capture(_, let prefix, let suffix) where !prefix.isEmpty || !suffix.isEmpty:
                    node = affixedChild(of: node, prefix, suffix)
                case .capture, .opaque: node = captureChild(of: node)
                case .rest:
                    defer { nodes[node].rest.append(index) }
                    return nodes[node].rest
                }
            }
            if operation.template.hasTrailingSlash {
                defer { nodes[node].slash.append(index) }
                return nodes[node].slash
            }
            defer { nodes[node].end.append(index) }
            return nodes[node].end
        }

        private mutating func literalChild(of node: Int, _ literal: [UInt8]) -> Int {
            if let child = nodes[node].literals.find(literal) { return child }
            nodes.append(Node())
            nodes[node].literals.insert(literal, nodes.count - 1)
            return nodes.count - 1
        }

        private mutating func affixedChild(of node: Int, _ prefix: [UInt8], _ suffix: [UInt8]) -> Int {
            if let known = nodes[node].affixed.first(where: { $0.prefix == prefix && $0.suffix == suffix }) { return known.node }
            nodes.append(Node())
            let child = Affixed(prefix: prefix, suffix: suffix, node: nodes.count - 1)
            let place = nodes[node].affixed.firstIndex { ($0.prefix.count, $0.suffix.count) < (prefix.count, suffix.count) }
            nodes[node].affixed.insert(child, at: place ?? nodes[node].affixed.count)
            return child.node
        }

        private mutating func captureChild(of node: Int) -> Int {
            if nodes[node].capture < 0 {
                nodes.append(Node())
                nodes[node].capture = nodes.count - 1
            }
            return nodes[node].capture
        }
    }
}
