import Foundation
import Testing

/// The parts of CONTRIBUTING.md that a program can check.
@Suite struct `The house style` {
    @Test func `no source file passes 400 lines`() throws {
        for file in try SourceTree.swiftFiles(under: "Sources") where !file.path.contains("/Generated/") && file.lines.count > 401 {
            Issue.record("\(file.path) has \(file.lines.count) lines: there is a second noun in it; give it a file.")
        }
    }

    @Test func `no marker of unfinished work is left behind`() throws {
        // Spelt in pieces so that this file does not find itself.
        let markers = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "XX" + "X:"]
        for file in try SourceTree.swiftFiles(under: "Sources") + SourceTree.swiftFiles(under: "Tests") {
            for (index, line) in file.lines.enumerated() {
                for marker in markers where line.contains(marker) {
                    Issue.record("\(file.path):\(index + 1) says \(marker): finish it, or write it down in docs/gaps.md.")
                }
            }
        }
    }

    @Test func `unsafe pointers stay where they are reviewed`() throws {
        let allowed = [
            "Sources/Core/Bytes/", "Sources/Core/Compression/", "Sources/Core/Digests/", "Sources/Core/LogFormat/",
            "Sources/Core/KafkaWire/", "Sources/Core/Avro/", "Sources/Server/Storage/", "Sources/Server/Broker",
            "Sources/Client/KafkaClient/", "Sources/TestKit/", "Sources/Core/JSONText/", "Sources/Client/Serializers/",
            // The lexer of .proto texts reads bytes without making a String of each token.
            "Sources/Core/ProtobufSchema/Syntax/",
            // Slots over the input, and texts and messages written into one buffer.
            "Sources/Core/ProtobufCodec/",
            // The second opinions hand C structures to C.
            "Sources/Tools/LeafDump/", "Sources/Tools/SecondOpinion", "Sources/Tools/HeraldVerify/",
        ]
        for file in try SourceTree.swiftFiles(under: "Sources") where !allowed.contains(where: file.path.hasPrefix) {
            let names = ["UnsafeRaw", "UnsafeMutable", "UnsafePointer", "UnsafeBuffer"]
            for (index, line) in file.lines.enumerated() where names.contains(where: line.contains) {
                Issue.record("\(file.path):\(index + 1) uses an unsafe pointer: \(line.trimmingCharacters(in: .whitespaces))")
            }
        }
    }

    @Test func `nothing is forced without a proof beside it`() throws {
        for file in try SourceTree.swiftFiles(under: "Sources") where !file.path.contains("/Generated/") {
            for (index, line) in file.lines.enumerated() {
                let code = line.trimmingCharacters(in: .whitespaces)
                guard !code.hasPrefix("//"), code.contains("try!") || code.contains("fatalError(") || code.contains("as! ") else {
                    continue
                }
                let above = index > 0 ? file.lines[index - 1].trimmingCharacters(in: .whitespaces) : ""
                if !above.hasPrefix("//") && !code.contains("// ") {
                    Issue.record("\(file.path):\(index + 1) forces without a line that proves it: \(code)")
                }
            }
        }
    }

    @Test func `the map names every target, and the README its two commands`() throws {
        let package = try SourceTree.text("Package.swift"), map = try SourceTree.text("ARCHITECTURE.md")
        for line in package.split(separator: "\n") {
            let words = line.trimmingCharacters(in: .whitespaces)
            guard let opening = ["core(\"", "server(\"", "client(\""].first(where: words.hasPrefix) else { continue }
            let name = words.dropFirst(opening.count).prefix { $0 != "\"" }
            #expect(map.contains("`\(name)`"), "ARCHITECTURE.md does not say what \(name) is for")
        }
        let readme = try SourceTree.text("README.md"), makefile = try SourceTree.text("Makefile")
        for target in ["demo", "test"] {
            #expect(readme.contains("make \(target)"), "README.md does not name make \(target)")
            #expect(makefile.contains("\n\(target):"), "the Makefile has no target \(target)")
        }
    }
}
