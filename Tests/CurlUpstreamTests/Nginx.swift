import Glibc
import Testing

/// An nginx with TLS listeners on ports of the kernel's choosing, and the certificates it needs, in a folder of its own.
final class Nginx {
    /// HTTP/2 and HTTP/1.1; HTTP/1.1 alone; an expired certificate; one that asks for a client's.
    let h2: UInt16
    let h1: UInt16
    let expired: UInt16
    let mutual: UInt16
    let folder: String
    private let process: pid_t

    var authority: String { folder + "/ca.pem" }
    var clientCertificate: String { folder + "/client.pem" }
    var clientKey: String { folder + "/client.key" }

    static let isInstalled = access("/usr/sbin/nginx", X_OK) == 0 && access("/usr/bin/openssl", X_OK) == 0

    init() throws {
        var template = Array("/tmp/boomgate-nginx-XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // The worker is another user.
        chmod(folder, 0o755)
        try Nginx.makeCertificates(in: folder)
        var listeners: [(descriptor: CInt, port: UInt16)] = []
        for _ in 0..<4 { listeners.append(try #require(Nginx.listen())) }
        (h2, h1, expired, mutual) = (listeners[0].port, listeners[1].port, listeners[2].port, listeners[3].port)
        try Nginx.write(Nginx.configuration(folder, listeners.map(\.port)), to: folder + "/nginx.conf")
        // nginx takes over listeners that are named in its environment: nobody else can take the port in between.
        process = try #require(
            Nginx.spawn(
                ["/usr/sbin/nginx", "-c", folder + "/nginx.conf", "-p", folder], keeping: listeners.map(\.descriptor),
                environment: ["NGINX=" + listeners.indices.map { "\($0 + 10);" }.joined()]))
        for listener in listeners { close(listener.descriptor) }
    }

    /// Ends the process and removes the folder.
    func stop() {
        kill(process, SIGTERM)
        var status: CInt = 0
        waitpid(process, &status, 0)
        _ = try? Nginx.run(["/bin/rm", "-r", folder])
    }

    private static func configuration(_ folder: String, _ ports: [UInt16]) -> String {
        func server(_ port: UInt16, _ words: String, _ certificate: String, _ more: String = "") -> String {
            """
            server { listen 127.0.0.1:\(port) \(words); ssl_certificate \(folder)/\(certificate).pem;
            ssl_certificate_key \(folder)/\(certificate).key; \(more)
            location / { return 200 "$server_protocol $request_method $request_uri $http_host $http_authorization $content_length"; }
            location /none { return 204; } location /big { alias \(folder)/big; } location /gone { return 444; } }

            """
        }
        return """
            daemon off; worker_processes 1; error_log /dev/null; pid \(folder)/pid; events { worker_connections 256; }
            http { access_log off; merge_slashes off; client_max_body_size 0; client_body_temp_path \(folder)/body;
            proxy_temp_path \(folder)/a; fastcgi_temp_path \(folder)/b; uwsgi_temp_path \(folder)/c; scgi_temp_path \(folder)/d;
            \(server(ports[0], "ssl http2", "server"))\(server(ports[1], "ssl", "server"))\(server(ports[2], "ssl", "expired"))
            \(server(ports[3], "ssl", "server", "ssl_client_certificate \(folder)/ca.pem; ssl_verify_client on;"))
            }
            """
    }

    private static func makeCertificates(in folder: String) throws {
        try write(
            """
            [ca]
            default_ca = d
            [d]
            database = \(folder)/index
            new_certs_dir = \(folder)
            serial = \(folder)/serial
            default_md = sha256
            policy = p
            [p]
            commonName = supplied
            [n]
            subjectAltName = DNS:localhost
            """, to: folder + "/ca.conf")
        try write("", to: folder + "/index")
        try write("01", to: folder + "/serial")
        try write(String(repeating: "0123456789abcdef", count: 1 << 20), to: folder + "/big")
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        try run(
            [
                "/usr/bin/openssl", "req", "-x509", "-days", "2", "-subj", "/CN=ca", "-keyout", folder + "/ca.key", "-out",
                folder + "/ca.pem",
            ] + key)
        for (name, end) in [("server", "20990101000000Z"), ("client", "20990101000000Z"), ("expired", "20200102000000Z")] {
            try run(
                ["/usr/bin/openssl", "req", "-subj", "/CN=\(name)", "-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).csr"]
                    + key)
            try run([
                "/usr/bin/openssl", "ca", "-batch", "-notext", "-config", folder + "/ca.conf", "-extensions", "n", "-startdate",
                "20200101000000Z",
                "-enddate", end, "-cert", folder + "/ca.pem", "-keyfile", folder + "/ca.key", "-in", "\(folder)/\(name).csr", "-out",
                "\(folder)/\(name).pem",
            ])
        }
    }

    // MARK: processes and files

    private static func run(_ words: [String]) throws {
        let process = try #require(spawn(words))
        var status: CInt = 0
        waitpid(process, &status, 0)
        try #require(status == 0, "\(words)")
    }

    /// Starts a program with `keeping` as its descriptors from 10 on, and no output.
    private static func spawn(_ words: [String], keeping: [CInt] = [], environment: [String] = []) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (at, descriptor) in keeping.enumerated() { posix_spawn_file_actions_adddup2(&actions, descriptor, CInt(at) + 10) }
        for descriptor: CInt in 0...2 { posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0) }
        // Threads of a task pool block signals, and a child inherits that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var process: pid_t = 0
        return posix_spawn(&process, words[0], &actions, &attributes, &arguments, &variables) == 0 ? process : nil
    }

    private static func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        fputs(text, file)
    }

    private static func listen() -> (CInt, UInt16)? {
        // Above 40, so that no descriptor is overwritten before it is copied down.
        let low = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        let descriptor = fcntl(low, F_DUPFD_CLOEXEC, 40)
        close(low)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && Glibc.listen(descriptor, 64) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        return isBound ? (descriptor, UInt16(bigEndian: address.sin_port)) : nil
    }
}
