import Foundation

/// The judge: a real protoc. One run takes many files, for starting it costs more than compiling.
struct Protoc {
    struct Verdict {
        /// Of `--descriptor_set_out --include_imports`; nil when refused.
        var descriptors: [UInt8]?
        /// What it said, a line each: `file:line:column: sentence`.
        var words: String
        var isAccepted: Bool { descriptors != nil }
    }

    private var command: [String]

    /// Debian's, 3.21: proto2 and proto3.
    static let debian = Protoc(command: ["/usr/bin/protoc"])
    /// The one `grpcio-tools` carries, pinned in `Tests/Interop`: it knows editions.
    static let newer = Protoc(command: [root.appending(path: ".venv/bin/python").path, "-m", "grpc_tools.protoc"])

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let corpus = root.appending(path: "Tests/ProtobufSchemaTests/Corpus")

    /// Compiles `files`, which are import paths under `folders`.
    func compile(_ files: [String], in folders: [URL]) throws -> Verdict {
        let output = FileManager.default.temporaryDirectory.appending(path: "herald-protoc-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: output) }
        let process = Process()
        let words = Pipe()
        process.executableURL = URL(filePath: command[0])
        process.arguments =
            command.dropFirst() + folders.map { "--proto_path=\($0.path)" }
            + ["--include_imports", "--descriptor_set_out=\(output.path)"] + files
        process.standardError = words
        try process.run()
        let said = String(decoding: words.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return Verdict(descriptors: nil, words: said) }
        return Verdict(descriptors: [UInt8](try Data(contentsOf: output)), words: said)
    }
}
