import Foundation

/// The judge: a real protoc. One run takes many files, for starting it costs more than compiling.
struct Protoc {
    struct Verdict {
        /// Of `--descriptor_set_out --include_imports`; nil when refused.
        var descriptors: [UInt8]?
        /// What it said, a line each: `file:line:column: sentence`.
        var words: String
    }

    private var command: [String]

    /// Debian's, 3.21: proto2 and proto3.
    static let debian = Protoc(command: ["/usr/bin/protoc"])
    /// The one of `grpcio-tools`, pinned in `Tests/Interop`: it knows editions. `scripts/bootstrap` brings both.
    static let newer = Protoc(command: [root.appending(path: ".venv/bin/python").path, "-m", "grpc_tools.protoc"])

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Where pip has put the packages of `Tests/Interop`.
    static var sitePackages: URL {
        get throws {
            let lib = root.appending(path: ".venv/lib")
            let versions = try FileManager.default.contentsOfDirectory(atPath: lib.path).filter { $0.hasPrefix("python3") }
            guard let version = versions.first else {
                throw NotAtHand(reason: "\(lib.path) is empty; scripts/bootstrap fills it")
            }
            return lib.appending(path: "\(version)/site-packages")
        }
    }

    static let corpus = root.appending(path: "Tests/ProtobufSchemaTests/Corpus/Linking")

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
        do {
            try process.run()
        } catch {
            throw NotAtHand(reason: "\(command[0]) does not run; scripts/bootstrap installs it: \(error)")
        }
        let said = String(decoding: words.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return Verdict(descriptors: nil, words: said) }
        return Verdict(descriptors: [UInt8](try Data(contentsOf: output)), words: said)
    }

    /// For each text nil where it is taken, else the places it is refused at, as `line:column`.
    ///
    /// All are imported by one file, for protoc goes on behind an import with errors. Each gets a package of its own, in a line
    /// behind its last, lest their names meet.
    func refusals(of texts: [String], with shared: [String: String]) throws -> [[String]?] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "herald-protoc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in shared { try Data(text.utf8).write(to: folder.appending(path: name)) }
        var main = "syntax = \"proto3\";\n"
        for (index, text) in texts.enumerated() {
            try Data("\(text)\npackage p\(index);\n".utf8).write(to: folder.appending(path: "case\(index).proto"))
            main += "import \"case\(index).proto\";\n"
        }
        try Data(main.utf8).write(to: folder.appending(path: "main.proto"))
        var refusals = [[String]?](repeating: nil, count: texts.count)
        for line in try compile(["main.proto"], in: [folder]).words.split(separator: "\n") {
            guard let match = line.firstMatch(of: /case(\d+)\.proto:(?:(\d+:\d+):)?(?! *warning)/), let index = Int(match.1)
            else { continue }
            refusals[index, default: []].append(match.2.map(String.init) ?? "")
        }
        return refusals
    }

    struct NotAtHand: Error { let reason: String }
}

extension [[String]?] {
    fileprivate subscript(index: Int, default value: [String]) -> [String] {
        get { self[index] ?? value }
        set { self[index] = newValue }
    }
}
