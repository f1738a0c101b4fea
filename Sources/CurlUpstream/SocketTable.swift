/// The descriptors of one loop's upstream connections, by number.
final class SocketTable {
    private var sockets: [LaneSocket?] = []

    subscript(descriptor: CInt) -> LaneSocket? {
        get { descriptor >= 0 && Int(descriptor) < sockets.count ? sockets[Int(descriptor)] : nil }
        set {
            guard descriptor >= 0 else { return }
            while sockets.count <= Int(descriptor) { sockets.append(nil) }
            sockets[Int(descriptor)] = newValue
        }
    }
}
