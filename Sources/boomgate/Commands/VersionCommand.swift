/// `boomgate version`
enum VersionCommand {
    static let version = "0.1.0"

    static let command = Command(
        name: "version", summary: "print the version",
        help: """
            usage: boomgate version [--json]

            examples:
              boomgate version
            """,
        flags: ["--json"]
    ) { invocation in
        Output.answer(invocation.isJSON ? "{\"version\":\"\(version)\"}" : "boomgate \(version)")
        return .done
    }
}
