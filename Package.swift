// swift-tools-version: 6.2
import PackageDescription

// Herald's architecture as a list. Values and decisions in Core, disks and sockets in Server, what applications
// link in Client, one executable in App. A target may use only what stands above it.
// ARCHITECTURE.md tells the story, `LayeringTests` hold it.
//
// A target also names what it does not import and whose types reach it inside of others: SwiftPM builds a target again when
// what it names has changed, and not when the layout of something behind that has.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A C header and at most one .c file: the only C there is.
func shim(_ name: String) -> Target {
    .target(name: name, path: "Sources/Shims/\(name)")
}

/// A Debian library, made importable by a module map.
func system(_ name: String, _ pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Sources/Shims/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func core(_ name: String, _ uses: [String] = []) -> Target {
    layered(name, "Core", uses.map { .byName(name: $0) })
}

func server(_ name: String, _ uses: [Target.Dependency], exclude: [String] = []) -> Target {
    layered(name, "Server", uses, exclude: exclude)
}

func client(_ name: String, _ uses: [Target.Dependency]) -> Target { layered(name, "Client", uses) }

func layered(_ name: String, _ layer: String, _ uses: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: uses, path: "Sources/\(layer)/\(name)", exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, _ uses: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: uses, exclude: exclude, swiftSettings: settings)
}

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let swiftProtobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "herald",
    products: [
        .executable(name: "herald", targets: ["herald"]),
        .executable(name: "herald-verify", targets: ["herald-verify"]),
        .library(name: "Avro", targets: ["Avro"]),
        .library(name: "KafkaClient", targets: ["KafkaClient"]),
        .library(name: "RegistryClient", targets: ["RegistryClient"]),
        .library(name: "Serializers", targets: ["Serializers", "ProtobufSerializers"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        // For applications' generated messages alone: the program does not link it.
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
        // Without its default traits Hummingbird needs neither full Foundation nor swift-configuration.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    ],
    targets: [
        // Shims
        shim("CChecksums"),
        system("CZlib", "zlib", apt: "zlib1g-dev"),
        system("CLZ4", "liblz4", apt: "liblz4-dev"),
        system("CZstd", "libzstd", apt: "libzstd-dev"),
        system("CSnappy", "snappy", apt: "libsnappy-dev"),
        system("CCrypto", "libcrypto", apt: "libssl-dev"),
        system("CRdKafka", "rdkafka", apt: "librdkafka-dev"),
        system("CAvro", "avro-c", apt: "libavro-dev"),
        system("CProtobufC", "libprotobuf-c", apt: "libprotobuf-c-dev"),

        // Core: values and decisions. No Foundation, no sockets, no files, no clock.
        core("Bytes", ["CChecksums"]),
        core("Digests", ["Bytes", "CCrypto"]),
        core("JSONText", ["Bytes"]),
        core("Compression", ["Bytes", "CZlib", "CLZ4", "CZstd", "CSnappy"]),
        core("Measures"),
        core("DurableState"),
        core("KafkaWire", ["Bytes"]),
        core("LogFormat", ["Bytes", "Compression"]),
        core("TopicModel", ["Bytes", "DurableState"]),
        core("GroupCoordination", ["Bytes", "DurableState", "TopicModel"]),
        core("TransactionCoordination", ["Bytes", "DurableState", "GroupCoordination"]),
        core("Avro", ["Bytes", "JSONText", "Digests"]),
        core("SwiftGeneration", ["Avro", "JSONText"]),
        core("ProtobufSchema", ["Bytes", "JSONText", "Digests"]),
        core("ProtobufCodec", ["Bytes", "JSONText", "ProtobufSchema"]),
        core("Compatibility", ["Avro", "ProtobufSchema", "ProtobufCodec", "Bytes", "JSONText", "Digests"]),
        core("SchemaLint", ["Compatibility", "Avro", "ProtobufSchema", "JSONText"]),
        core("SchemaSets", ["Compatibility", "Avro", "ProtobufSchema", "JSONText"]),
        core("FindingReports", ["SchemaSets", "Compatibility", "SchemaLint", "ProtobufSchema", "JSONText", "Digests"]),
        core("RecordFilters", ["Avro", "ProtobufSchema", "GroupCoordination", "JSONText", "Bytes", "Digests", "DurableState", "TopicModel"]),
        core("RegistryModel", ["Bytes", "JSONText", "Digests"]),
        core("Registry", [
            "RegistryModel", "Compatibility", "Avro", "ProtobufSchema", "Bytes", "JSONText", "Digests", "DurableState",
        ]),

        // Server: disks and sockets.
        server("Storage", ["Bytes", "Compression", "LogFormat", "DurableState", "Measures", logging]),
        server("Broker", [
            "Bytes", "Compression", "KafkaWire", "LogFormat", "TopicModel", "GroupCoordination", "TransactionCoordination",
            "DurableState", "Measures", "Storage", nioCore, logging,
        ], exclude: ["Handlers/README.md"]),
        server("BrokerServer", ["Bytes", "KafkaWire", "Measures", "Broker", "Storage", nioCore, nioPosix, logging]),
        server("HTTPServer", [
            "JSONText", "Measures", "RegistryModel", hummingbirdCore, httpTypes, nioCore, nioPosix, nioHTTP1, nioHTTPTypes, lifecycle,
            logging,
        ]),
        server("RegistryServer", [
            "Bytes", "JSONText", "Registry", "RegistryModel", "FindingReports", "SchemaSets", "Compatibility", "Avro",
            "ProtobufSchema", "DurableState", "Measures", "HTTPServer", httpTypes, nioCore, logging,
        ]),

        // Client: what applications link.
        client("KafkaClient", ["CRdKafka"]),
        client("RegistryClient", ["RegistryModel", "JSONText", httpClient, nioCore, nioPosix, nioHTTP1]),
        client("Serializers", [
            "Bytes", "Compression", "JSONText", "Avro", "ProtobufSchema", "ProtobufCodec", "RegistryModel", "RegistryClient",
            "KafkaClient",
        ]),
        client("ProtobufSerializers", [
            "Serializers", "ProtobufSchema", "ProtobufCodec", "RegistryModel", "RegistryClient", "KafkaClient", swiftProtobuf,
        ]),

        // Debian's C libraries, in a process of their own; only benchmarks link them too.
        .target(
            name: "LeafDump", dependencies: ["Bytes", "Avro", "ProtobufSchema", "ProtobufCodec"], path: "Sources/Tools/LeafDump",
            swiftSettings: settings),
        .target(
            name: "SecondOpinions", dependencies: ["LeafDump", "ProtobufSchema", "CAvro", "CProtobufC"],
            path: "Sources/Tools/SecondOpinions", swiftSettings: settings),
        .executableTarget(
            name: "herald-verify", dependencies: ["SecondOpinions", "LeafDump"], path: "Sources/Tools/HeraldVerify",
            swiftSettings: settings),

        // App: one executable.
        .executableTarget(
            name: "herald",
            dependencies: [
                "Bytes", "JSONText", "Avro", "SwiftGeneration", "Compatibility", "LogFormat", "TopicModel",
                "RegistryModel", "Registry", "SchemaLint", "FindingReports", "SchemaSets", "ProtobufSchema",
                "ProtobufCodec", "GroupCoordination", "TransactionCoordination",
                "DurableState", "Measures", "KafkaWire", "Storage", "Broker", "BrokerServer", "HTTPServer", "RegistryServer",
                "KafkaClient", "RegistryClient", "Serializers", "RecordFilters", "LeafDump",
                argumentParser, yams, lifecycle, logging, httpClient, nioCore, nioPosix, nioHTTP1, httpTypes,
            ],
            path: "Sources/App", swiftSettings: settings),
        .executableTarget(
            name: "git-history",
            dependencies: [
                "KafkaClient", "RegistryClient", "RegistryModel", "Serializers", "ProtobufSerializers", swiftProtobuf, argumentParser,
            ],
            path: "Sources/Examples/GitHistory", swiftSettings: settings),

        // Tools and test support.
        layered("ProtobufConformance", "Tools", ["ProtobufCodec", "ProtobufSchema"]),
        .target(name: "WireGeneration", path: "Sources/Tools/WireGeneration", exclude: ["Definitions"], swiftSettings: settings),
        .executableTarget(
            name: "wiregen", dependencies: ["WireGeneration"], path: "Sources/Tools/wiregen", swiftSettings: settings),
        // What `make fuzz` feeds, and a test runs over all that was found. The fuzzer itself is built by Fuzz/run alone.
        .target(
            name: "FuzzTargets",
            dependencies: ["Avro", "ProtobufSchema", "ProtobufCodec", "Compatibility", "RecordFilters", "JSONText"],
            path: "Sources/Tools/FuzzTargets", swiftSettings: settings),
        // The codecs behind lines of JSON, for other people's test suites.
        .target(
            name: "ConformanceDoor",
            dependencies: ["Avro", "ProtobufSchema", "ProtobufCodec", "Compatibility", "Bytes", "JSONText"],
            path: "Sources/Tools/ConformanceDoor", swiftSettings: settings),
        .executableTarget(
            name: "codec-conformance", dependencies: ["ConformanceDoor", "ProtobufConformance"], path: "Sources/Tools/CodecConformance",
            swiftSettings: settings),
        .target(
            name: "TestKit", dependencies: ["Bytes", "LeafDump", "LogFormat", "DurableState", "Storage", logging], path: "Sources/TestKit",
            swiftSettings: settings),

        // Benchmarks: what `make bench` runs. The C target counts allocations and is linked here alone.
        .target(name: "CMallocCount", path: "Benchmarks/MallocCount"),
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "CMallocCount", "CAvro", "CProtobufC", "Bytes", "JSONText", "Avro", "ProtobufSchema", "ProtobufCodec",
                "SecondOpinions", "LogFormat", "DurableState", "Storage", "KafkaClient", "Compatibility", "Registry",
                "RegistryModel", swiftProtobuf, argumentParser, hummingbirdCore, httpTypes, nioCore, nioPosix, logging, lifecycle,
            ],
            path: "Benchmarks/Sources", swiftSettings: settings),

        // Tests mirror the tree above.
        tests("BytesTests", ["Bytes", "Digests"]),
        tests("JSONTextTests", ["JSONText"]),
        tests("CompressionTests", ["Compression", "Bytes", "TestKit"], exclude: ["Blocks"]),
        tests("KafkaWireTests", ["KafkaWire", "Bytes", "WireGeneration", "TestKit"], exclude: ["Frames"]),
        tests("LogFormatTests", ["LogFormat", "Compression", "Bytes", "TestKit"], exclude: ["Batches"]),
        tests("MeasuresTests", ["Measures"]),
        tests("TopicModelTests", ["TopicModel", "DurableState", "Bytes"]),
        tests(
            "GroupCoordinationTests", ["GroupCoordination", "TopicModel", "DurableState", "Bytes", "TestKit"],
            exclude: ["Progress"]),
        tests("TransactionCoordinationTests", ["TransactionCoordination", "DurableState", "Bytes"]),
        tests("AvroTests", ["Avro", "JSONText", "Bytes", "TestKit", "LeafDump"], exclude: ["Codec/Vectors"]),
        tests("SwiftGenerationTests", ["SwiftGeneration", "Avro", "Bytes", "JSONText", "TestKit"], exclude: ["Schemas"]),
        tests("ProtobufSchemaTests", ["ProtobufSchema", "JSONText", "Bytes", "TestKit"], exclude: ["Corpus"]),
        tests("ProtobufCodecTests", ["ProtobufConformance", "ProtobufCodec", "ProtobufSchema", "JSONText", "Bytes", "TestKit", "LeafDump"]),
        tests("CompatTests", ["Compatibility", "Avro", "ProtobufSchema", "ProtobufCodec", "JSONText", "Bytes", "TestKit", "SchemaLint"]),
        tests("RecordFiltersTests", ["RecordFilters", "Avro", "ProtobufSchema", "JSONText"]),
        tests("FindingReportsTests", ["FindingReports", "Compatibility", "SchemaLint", "Avro", "JSONText"], exclude: ["Reports"]),
        tests("SchemaSetsTests", ["SchemaSets", "Compatibility", "Avro", "ProtobufSchema", "JSONText", "TestKit"]),
        tests("SchemaLintTests", ["SchemaLint", "Compatibility", "Avro", "ProtobufSchema", "JSONText", "TestKit"]),
        tests("DoorTests", ["ConformanceDoor", "Avro", "ProtobufSchema", "ProtobufCodec", "Bytes", "JSONText"], exclude: ["Lines"]),
        tests("FuzzTests", ["FuzzTargets"], exclude: ["Failures"]),
        tests("RegistryTests", [
            "Registry", "RegistryModel", "Compatibility", "Avro", "ProtobufSchema", "Bytes", "JSONText", "DurableState",
        ]),
        tests("StorageTests", ["Storage", "LogFormat", "Compression", "DurableState", "Measures", "Bytes", "TestKit"]),
        tests("SimulationTests", ["Storage", "LogFormat", "DurableState", "Bytes", "TestKit"]),
        tests("BrokerTests", [
            "Broker", "BrokerServer", "KafkaWire", "LogFormat", "TopicModel", "GroupCoordination", "DurableState", "Storage",
            "Measures", "Bytes", "TestKit", nioCore, nioEmbedded, nioPosix, logging,
        ]),
        tests("RegistryServerTests", [
            "RegistryServer", "HTTPServer", "Registry", "RegistryModel", "Compatibility", "JSONText", "DurableState", "Measures",
            "TestKit", httpTypes, nioCore, nioPosix, nioHTTP1, lifecycle, logging,
        ]),
        tests("ClientTests", [
            "KafkaClient", "RegistryClient", "Serializers", "ProtobufSerializers", "Avro", "ProtobufSchema", "ProtobufCodec",
            "Bytes", "JSONText", "RegistryModel", "CRdKafka", "TestKit", swiftProtobuf, nioCore, nioPosix, nioHTTP1,
        ]),
        tests("AppTests", [
            "herald", "JSONText", "Avro", "ProtobufSchema", "Compatibility", "FindingReports", "SchemaSets", "KafkaClient",
            "RegistryClient", "RegistryModel", "Registry", "DurableState", "Bytes", "LeafDump", "Measures", "TestKit", argumentParser, logging,
        ], exclude: ["Help"]),
        tests("GitHistoryTests", ["git-history", "ProtobufSchema", "ProtobufCodec", swiftProtobuf]),
        tests("LayeringTests", ["WireGeneration"]),
    ],
    swiftLanguageModes: [.v6]
)
