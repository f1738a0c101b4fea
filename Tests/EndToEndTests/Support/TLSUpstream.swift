import Cryptography
import EventLoop
import Glibc
import HTTPCore
import HTTPServer
import Synchronization
import Telemetry
import TestKit

/// An upstream behind TLS that answers every request and counts them.
final class TLSUpstream {
    private let server: Server
    private let count = Count()

    private final class Count: Sendable { let value = Atomic<Int>(0) }

    /// - Parameter certificate: name of a pair that `folder` has.
    init(_ folder: Folder, certificate: String) throws {
        let context = try TLSContext(
            TLSConfiguration(certificates: [
                TLSConfiguration.Certificate(
                    chainPath: "\(folder.path)/\(certificate).pem", keyPath: "\(folder.path)/\(certificate).key")
            ]))
        let count = count
        server = try Server(
            PeerAddress(high: 0, low: 0xffff_7f00_0001, port: 0), loops: [try EventLoop(name: "tls")], limits: ServerLimits(),
            counters: Counters(), tls: context
        ) { _ in TLSHandler { count.value.add(1, ordering: .relaxed) } }
    }

    var port: UInt16 { server.address.port }
    var arrivals: Int { count.value.load(ordering: .relaxed) }
}

private final class TLSHandler: RequestHandler {
    private let note: () -> Void

    init(_ note: @escaping () -> Void) { self.note = note }

    func respond(to exchange: Exchange) async {
        note()
        await exchange.answer(ResponseHead(status: 200), body: Array("over TLS".utf8))
    }

    func refusal(of fault: RequestFault, peer: HTTPServer.PeerAddress) -> (head: ResponseHead, body: [UInt8]) {
        (ResponseHead(status: 400), [])
    }
}

/// Moves bytes between an accepted connection and a port, on threads.
enum Relay {
    static func run(_ connection: RawConnection, first: [UInt8], to port: UInt16) {
        guard let target = try? RelayTarget(port) else { return }
        target.send(first)
        OwnThreads.start {
            while let bytes = target.receive(), connection.send(bytes) {}
            connection.close()
        }
        while let bytes = connection.receive() { target.send(bytes) }
        target.end()
    }
}

/// The far side of a relay.
private final class RelayTarget: Sendable {
    private let descriptor: CInt

    struct NotConnected: Error {}

    init(_ port: UInt16) throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in(port: port, address: 0x7f00_0001)
        let code = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard code == 0 else { throw NotConnected() }
    }

    deinit { Glibc.close(descriptor) }

    func send(_ bytes: [UInt8]) { _ = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) } }

    func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    func end() { shutdown(descriptor, CInt(SHUT_RDWR)) }
}
