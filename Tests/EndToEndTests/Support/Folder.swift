import Glibc

/// A folder of one test, removed with it.
final class Folder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/boomgate-live-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in mkdtemp(buffer.baseAddress!).map { String(cString: $0) } ?? "" }
        precondition(!path.isEmpty, "no folder for a test")
    }

    deinit { Folder.shell("rm -rf \(path)") }

    func write(_ text: String, to name: String) {
        guard let file = fopen("\(path)/\(name)", "w") else { return }
        fputs(text, file)
        fclose(file)
    }

    func read(_ name: String) -> String { Folder.contents("\(path)/\(name)") }

    func bytes(_ name: String) -> [UInt8] {
        guard let file = fopen("\(path)/\(name)", "r") else { return [] }
        defer { fclose(file) }
        return Folder.bytes(of: file)
    }

    /// Runs a command line here; what it printed to either stream.
    @discardableResult func shell(_ command: String) -> String { Folder.shell("cd \(path) && { \(command); } 2>&1") }

    /// A self-signed certificate of localhost and 127.0.0.1: `name.pem` and `name.key`.
    func makeCertificate(_ name: String) {
        shell(
            "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=\(name) -keyout \(name).key -out \(name).pem "
                + "-x509 -days 2 -addext subjectAltName=DNS:localhost,IP:127.0.0.1")
    }

    /// A client certificate signed by `authority.pem`, which is made along: `name.pem` and `name.key`.
    func makeClientCertificate(_ name: String) {
        makeCertificate("authority")
        shell("openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=\(name) -keyout \(name).key -out \(name).csr")
        shell("openssl x509 -req -in \(name).csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 -out \(name).pem")
    }

    static func contents(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        return String(decoding: bytes(of: file), as: UTF8.self)
    }

    @discardableResult static func shell(_ command: String) -> String {
        guard let pipe = popen(command, "re") else { return "" }
        defer { pclose(pipe) }
        return String(decoding: bytes(of: pipe), as: UTF8.self)
    }

    private static func bytes(of file: UnsafeMutablePointer<FILE>) -> [UInt8] {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { return all }
            all += piece[..<count]
        }
    }
}
