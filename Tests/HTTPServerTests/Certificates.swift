import Cryptography
import Glibc

/// A folder of certificates made with the openssl command for one test, removed with it.
final class Certificates: Sendable {
    let folder: String

    init() {
        var template = Array("/tmp/boomgate-tls-XXXXXX".utf8CString)
        folder = template.withUnsafeMutableBufferPointer { buffer in mkdtemp(buffer.baseAddress!).map { String(cString: $0) } ?? "" }
        for name in ["a.test", "b.test"] {
            shell("\(request(name)) -x509 -days 2 -addext subjectAltName=DNS:\(name)")
        }
        shell("\(request("authority")) -x509 -days 2")
        for name in ["client", "stranger"] { shell("\(request(name)) -out \(name).csr") }
        shell("openssl x509 -req -in client.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 -out client.pem")
        shell("openssl x509 -req -in stranger.csr -signkey stranger.key -days 2 -out stranger.pem")
    }

    deinit { shell("rm -rf \(folder)") }

    private func request(_ name: String) -> String {
        "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=\(name) -keyout \(name).key -out \(name).pem"
    }

    func pair(_ name: String, names: [String] = []) -> TLSConfiguration.Certificate {
        TLSConfiguration.Certificate(
            chainPath: "\(folder)/\(name).pem", keyPath: "\(folder)/\(name).key", names: names.map { Array($0.utf8) })
    }

    /// Runs a command line in the folder.
    ///
    /// - Returns: what it printed to either stream.
    @discardableResult func shell(_ command: String) -> String {
        guard let pipe = popen("cd \(folder) && { \(command); } 2>&1", "r") else { return "" }
        defer { pclose(pipe) }
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&piece, 1, piece.count, pipe)
            if count == 0 { break }
            all += piece[..<count]
        }
        return String(decoding: all, as: UTF8.self)
    }
}
