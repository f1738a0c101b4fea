import Documents
import Settings
import Testing
import Vocabulary

@Suite struct `Secrets from elsewhere` {
    private func resolve(_ text: String, in folder: String = "/nonexistent", _ environment: [String: String] = [:]) throws -> (
        String?, [String]
    ) {
        let problems = Problems()
        let template = try SecretTemplate(parsing: Array(text.utf8))
        let secret = SecretSource(environment: ProcessEnvironment(environment)).resolve(
            template, at: Mark(file: folder + "/r.yaml", line: 3, column: 4), problems: problems)
        return (secret.map { String(decoding: $0.reveal(), as: UTF8.self) }, problems.lines)
    }

    @Test func `a missing, empty or broken secret is a problem in its place`() throws {
        #expect(try resolve("${env:A}").1 == ["/nonexistent/r.yaml:3:4: the environment variable `A` is not set; expected it to be set"])
        #expect(
            try resolve("${env:A}", ["A": ""]).1 == [
                "/nonexistent/r.yaml:3:4: the environment variable `A` is empty; expected it to be set"
            ])
        let (value, lines) = try resolve("x ${env:A}", ["A": "hunter2\r\nX: y"])
        #expect(value == nil && lines.count == 1 && !lines[0].contains("hunter2"))
        #expect(try resolve("${file:s}").1 == ["/nonexistent/r.yaml:3:4: cannot open `/nonexistent/s`: no such file or folder"])
        #expect(try resolve("${env:A}${env:B}").1.count == 2)
    }

    @Test func `environment and file are put in, one line break at the end cut`() throws {
        let folder = Sample.Folder()
        _ = folder.write("secret", "s3cret\n")
        #expect(try resolve("Bearer ${env:A}-${file:secret}", in: folder.path, ["A": "k"]).0 == "Bearer k-s3cret")
        _ = folder.write("secret", "s3cret\n\n")
        #expect(try resolve("${file:secret}", in: folder.path).0 == nil)
        _ = folder.write("secret", "")
        #expect(try resolve("${file:secret}", in: folder.path).0 == nil)
    }

    @Test func `a file of one byte too many is refused`() throws {
        let folder = Sample.Folder()
        let path = folder.write("secret", "12345")
        let problems = Problems()
        #expect(BoundedFile.read(path, bytesMax: 4, at: Mark(file: "f"), problems) == nil)
        #expect(problems.lines == ["f: `\(path)` is larger than 4B; expected a smaller file"])
        #expect(BoundedFile.read(path, bytesMax: 5, at: Mark(file: "f"), problems)?.count == 5)
        #expect(BoundedFile.read(folder.path, bytesMax: 5, at: Mark(file: "f"), problems) == nil)
    }

    @Test func `a folder lists its documents by name, without cases and hidden files`() {
        let folder = Sample.Folder()
        for name in ["b.yaml", "a.yaml", "b.cases.yaml", ".c.yaml", "d.txt"] { _ = folder.write(name, "") }
        let problems = Problems()
        #expect(
            BoundedFile.documents(in: folder.path, at: Mark(file: "f"), problems) == [folder.path + "/a.yaml", folder.path + "/b.yaml"])
        #expect(BoundedFile.documents(in: folder.path, filesMax: 1, at: Mark(file: "f"), problems) == nil)
        #expect(BoundedFile.documents(in: "/nonexistent", at: Mark(file: "f"), problems) == nil)
    }
}
