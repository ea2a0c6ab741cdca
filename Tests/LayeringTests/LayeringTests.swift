import Foundation
import Testing

/// SwiftPM refuses a module that a target does not declare; these hold what it cannot see.
@Suite struct `The layers` {
    @Test func `Core imports nothing but Core, shims and the standard library`() throws {
        let allowed = try modules(in: "Sources/Core").union(modules(in: "Sources/Shims")).union(["Synchronization"])
        for file in try SourceTree.swiftFiles(under: "Sources/Core") {
            for module in file.imports where !allowed.contains(module) {
                Issue.record("\(file.path) imports \(module): Core does no I/O and knows no clock. Take what you need as a value, or move the file to Server or Client.")
            }
        }
    }

    @Test func `Server and Client do not know each other`() throws {
        let server = try modules(in: "Sources/Server"), client = try modules(in: "Sources/Client")
        for (folder, forbidden) in [("Sources/Server", client), ("Sources/Client", server)] {
            for file in try SourceTree.swiftFiles(under: folder) {
                for module in file.imports where forbidden.contains(module) {
                    Issue.record("\(file.path) imports \(module): what both need belongs in Core.")
                }
            }
        }
    }

    @Test func `only the listeners and the clients open sockets`() throws {
        let allowed: Set = ["BrokerServer", "HTTPServer", "RegistryClient"]
        for file in try SourceTree.swiftFiles(under: "Sources/Server") + SourceTree.swiftFiles(under: "Sources/Client") {
            guard file.imports.contains("NIOPosix"), let target = file.target, !allowed.contains(target) else { continue }
            Issue.record("\(file.path) imports NIOPosix: sockets are opened in \(allowed.sorted().joined(separator: ", ")) alone.")
        }
    }

    @Test func `only Storage touches files in the server`() throws {
        for file in try SourceTree.swiftFiles(under: "Sources/Server") where file.target != "Storage" {
            var others = file
            // A thread's priority is no file.
            others.lines.removeAll { $0 == "internal import func Glibc.setpriority" }
            for module in others.imports where ["Glibc", "Foundation"].contains(module) {
                Issue.record("\(file.path) imports \(module): files are Storage's, and nothing else in the server needs \(module).")
            }
        }
    }

    private func modules(in folder: String) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: SourceTree.root.appendingPathComponent(folder).path))
    }
}
