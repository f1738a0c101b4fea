// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is built with the same strict settings (docs/decisions/0001).
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    // Rooms must not cost speed: without it a call across rooms is never specialised (17 ns a byte instead of 0.5).
    // Overlapping access is found by debug builds and the tests; in release the look-ups alone cost 2 % of a call.
    .unsafeFlags(["-cross-module-optimization", "-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

let relaxed: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
]

/// A room: one target under Sources/, with the rooms it may import. ArchitectureTests holds the same table.
func room(_ name: String, _ imports: [String] = []) -> Target {
    .target(name: name, dependencies: imports.map { .byName(name: $0) }, swiftSettings: strict)
}

/// Tests read C strings and folders at will: the same settings without strict memory safety.
func tests(_ name: String, _ imports: [String]) -> Target {
    .testTarget(name: name, dependencies: imports.map { .byName(name: $0) }, swiftSettings: relaxed)
}

let core = ["Vocabulary", "HTTPCore", "Documents", "Routing"]
let edge = [
    "Telemetry", "EventLoop", "Cryptography", "HTTPServer", "CurlUpstream", "YAMLDocuments", "Settings", "Identity", "ControlPlane",
    "Compression",
    "DemoUpstream",
]

let package = Package(
    name: "boomgate",
    products: [.executable(name: "boomgate", targets: ["boomgate"])],
    targets: [
        // C
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CLinux"),
        // core
        room("Vocabulary"),
        room("HTTPCore"),
        room("Documents"),
        room("Routing", ["Vocabulary", "HTTPCore", "Documents"]),
        // the enforcement point
        room("Enforcement", core),
        // edge
        room("Telemetry"),
        room("EventLoop", ["CLinux", "Telemetry"]),
        room("Cryptography", ["COpenSSL"]),
        room("HTTPServer", ["HTTPCore", "EventLoop", "Cryptography", "Telemetry", "CLinux"]),
        room("CurlUpstream", ["Enforcement", "Vocabulary", "HTTPCore", "Routing", "EventLoop", "CCurl", "Telemetry"]),
        room("Compression", ["Enforcement", "CZlib"]),
        room("YAMLDocuments", ["Documents", "CYAML"]),
        room("Settings", ["Documents", "Vocabulary"]),
        room("Identity", ["Enforcement", "Vocabulary", "HTTPCore", "Routing", "Cryptography"]),
        room("ControlPlane", ["Enforcement", "Telemetry"] + core),
        room("DemoUpstream", ["HTTPCore", "HTTPServer", "EventLoop", "Telemetry"]),
        // executable
        .executableTarget(
            name: "boomgate", dependencies: (core + edge + ["Enforcement"]).map { .byName(name: $0) }, swiftSettings: strict,
            // In front of libc, for libcurl as well (docs/decisions/0008); debug builds and sanitizers keep libc's allocator.
            linkerSettings: [.linkedLibrary("mimalloc", .when(configuration: .release))]),
        // tests
        room("TestKit", core + ["Enforcement"]),
        tests("ArchitectureTests", []),
        tests("VocabularyTests", ["Vocabulary"]),
        tests("HTTPCoreTests", ["HTTPCore"]),
        tests("DocumentsTests", ["Documents"]),
        tests("RoutingTests", ["Routing", "Vocabulary", "HTTPCore", "Documents", "YAMLDocuments"]),
        tests("EnforcementTests", core + ["Enforcement", "TestKit"]),
        tests("TelemetryTests", ["Telemetry"]),
        tests("EventLoopTests", ["EventLoop", "CLinux", "Telemetry"]),
        tests("CryptographyTests", ["Cryptography"]),
        tests("HTTPServerTests", ["HTTPServer", "HTTPCore", "EventLoop", "Cryptography", "Telemetry"]),
        tests("CurlUpstreamTests", ["CurlUpstream", "Enforcement", "EventLoop", "Telemetry", "TestKit"] + core),
        tests("CompressionTests", ["Compression", "Enforcement"]),
        tests("YAMLDocumentsTests", ["YAMLDocuments", "Documents"]),
        tests("SettingsTests", ["Settings", "Documents", "Vocabulary", "YAMLDocuments"]),
        tests("IdentityTests", ["Identity", "Enforcement", "Vocabulary", "HTTPCore", "Routing", "Cryptography", "TestKit"]),
        tests("DemoUpstreamTests", ["DemoUpstream", "HTTPCore", "HTTPServer", "EventLoop", "Telemetry"]),
        tests("DocsTests", core + ["boomgate", "Enforcement", "Telemetry", "YAMLDocuments"]),
        tests("EndToEndTests", ["boomgate"] + core + edge + ["Enforcement", "TestKit"]),
    ]
)
