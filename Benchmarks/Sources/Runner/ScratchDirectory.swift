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

    /// Makes the kernel have used that much memory for files, and free again: a machine that is a guest gets memory of its host when
    /// it first touches it, which costs as much as the copy itself, and whoever came first would pay it.
    func warmMemory(_ byteCount: Int) throws {
        let path = fresh("warm"), piece = [UInt8](repeating: 1, count: 1 << 20)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemProblem("make \(path)") }
        defer {
            close(descriptor)
            unlink(path)
        }
        for _ in 0..<max(1, byteCount >> 20) {
            guard write(descriptor, piece, piece.count) == piece.count else { throw SystemProblem("write \(path)") }
        }
    }

    /// A path nobody has used yet.
    func fresh(_ name: String) -> String { "\(path)/\(name)-\(UUID().uuidString.prefix(8))" }
}

/// A system call that failed, with `errno`'s words.
struct SystemProblem: Error, CustomStringConvertible {
    let description: String

    init(_ doing: String) { description = "cannot \(doing): \(String(cString: strerror(errno)))" }

    init(_ doing: String, found: String) { description = "\(doing): \(found)" }
}
