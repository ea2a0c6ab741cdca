import Foundation

/// What protoc says to many texts, each on its own, by one run of it.
enum ProtocVerdicts {
    /// For each text nil where protoc takes it, else its first complaint as `line:column: sentence`.
    ///
    /// All are imported by one file, for protoc goes on behind an import with errors. Each text gets a package of its own, in a
    /// line behind its last, lest their names meet.
    static func of(_ texts: [String]) throws -> [String?] {
        let directory = FileManager.default.temporaryDirectory.appending(path: "protoc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var root = "syntax = \"proto3\";\n"
        for (index, text) in texts.enumerated() {
            let package = text.contains("package ") ? "" : "\npackage p\(index);\n"
            try Data((text + package).utf8).write(to: directory.appending(path: "case\(index).proto"))
            root += "import \"case\(index).proto\";\n"
        }
        try Data(sharedOptions.utf8).write(to: directory.appending(path: "options.proto"))
        try Data(root.utf8).write(to: directory.appending(path: "root.proto"))
        var verdicts = [String?](repeating: nil, count: texts.count)
        for line in try complaints(about: "root.proto", in: directory).split(separator: "\n") where line.hasPrefix("case") {
            let parts = line.dropFirst(4).split(separator: ".proto:", maxSplits: 1)
            guard parts.count == 2, let index = Int(parts[0]), !parts[1].contains(": warning: ") else { continue }
            if verdicts[index] == nil { verdicts[index] = String(parts[1]) }
        }
        return verdicts
    }

    private static func complaints(about file: String, in directory: URL) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/protoc")
        process.arguments = ["--proto_path=\(directory.path())", "--descriptor_set_out=/dev/null", file]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw NotAtHand(reason: "protoc does not run; scripts/bootstrap installs protobuf-compiler: \(error)")
        }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }

    /// What texts may import as `options.proto`: file options of every kind of type.
    private static let sharedOptions = """
        import "google/protobuf/descriptor.proto";
        import "google/protobuf/any.proto";
        package x;
        message O {
          repeated int32 i = 1; repeated string s = 2; repeated O m = 3; optional double d = 4; optional E e = 5;
          optional bool b = 6; optional float f = 7; optional google.protobuf.Any a = 8; extensions 100 to max;
        }
        enum E { A = 0; B = 1; }
        extend O { optional int32 y = 100; }
        extend google.protobuf.FileOptions {
          optional O o = 50000; optional int32 n = 50001; optional double d = 50002; optional double d2 = 50003;
          optional string s = 50004; optional O o2 = 50005; optional O o3 = 50006;
        }
        """

    struct NotAtHand: Error { let reason: String }
}
