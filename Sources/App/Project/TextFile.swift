import Foundation

/// Reads what is text from files and from standard input, with a bound.
enum TextFile {
    /// - Parameter path: `-` is standard input.
    static func read(_ path: String, maxBytes: Int) throws -> String {
        guard let text = String(validating: try bytes(path, maxBytes: maxBytes), as: UTF8.self) else {
            throw CommandFailure(.failure, "FILE", "\(name(of: path)) is not text in UTF-8")
        }
        return text
    }

    static func bytes(_ path: String, maxBytes: Int) throws -> [UInt8] {
        do {
            let handle = path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            let bytes = try handle.read(upToCount: maxBytes + 1) ?? Data()
            guard bytes.count <= maxBytes else {
                throw CommandFailure(.failure, "FILE", "\(name(of: path)) is longer than the \(maxBytes) bytes that are read")
            }
            return Array(bytes)
        } catch let error as CocoaError {
            let isMissing = error.code == .fileReadNoSuchFile || error.code == .fileNoSuchFile
            throw CommandFailure(
                .failure, "FILE",
                "cannot read \(name(of: path)): \(isMissing ? "there is no such file" : error.localizedDescription)")
        }
    }

    /// As people find it again.
    static func name(of path: String) -> String { path == "-" ? "standard input" : path }
}
