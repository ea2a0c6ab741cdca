import Foundation

/// A directory of our own for files that are measured; whoever made it removes it.
struct ScratchDirectory {
    let path: String

    init(in parent: String) throws {
        var template = Array("\(parent)/herald-benchmarks-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemProblem("make a directory in \(parent)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// A path nobody has used yet.
    func fresh(_ name: String) -> String { "\(path)/\(name)-\(UUID().uuidString.prefix(8))" }
}

/// A system call that failed, with `errno`'s words.
struct SystemProblem: Error, CustomStringConvertible {
    let description: String

    init(_ doing: String) { description = "cannot \(doing): \(String(cString: strerror(errno)))" }

    init(_ doing: String, found: String) { description = "\(doing): \(found)" }
}
