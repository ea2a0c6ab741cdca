import Foundation

/// Reads and writes what is text, with a bound on what is read.
enum TextFile {
    /// - Parameter path: `-` is standard input.
    static func read(_ path: String, maxBytes: Int) throws -> String {
        let bytes = try bytes(path, maxBytes: maxBytes)
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        // UTF-16 begins with a mark, or has a zero in every other byte.
        let isUTF16 = bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) || bytes.prefix(2).contains(0)
        throw CommandFailure(
            .failure, "FILE", "\(name(of: path)) is not text in UTF-8", at: place(ofFaultIn: bytes, path),
            help: isUTF16 ? "it looks like UTF-16: save it as UTF-8" : nil)
    }

    /// The line of the first byte that is no part of UTF-8.
    private static func place(ofFaultIn bytes: [UInt8], _ path: String) -> String {
        var decoder = UTF8(), rest = bytes.makeIterator(), line = 1
        while case .scalarValue(let scalar) = decoder.decode(&rest) { if scalar == "\n" { line += 1 } }
        return "\(name(of: path)):\(line)"
    }

    static func bytes(_ path: String, maxBytes: Int) throws -> [UInt8] {
        do {
            let handle = path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            let bytes = try handle.read(upToCount: maxBytes + 1) ?? Data()
            guard bytes.count <= maxBytes else {
                throw CommandFailure(.failure, "FILE", "\(name(of: path)) is longer than the \(maxBytes) bytes that are read")
            }
            return Array(bytes)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.failure, "FILE", "cannot read \(name(of: path)): \(problem(error, at: path))")
        }
    }

    static func write(_ text: String, to path: String, code: String = "FILE") throws {
        do { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) } catch {
            throw unwritten(path, code, error)
        }
    }

    /// Makes the directories that the path leads through. Whoever reads the file sees the old text or the new one.
    static func replace(_ path: String, by text: String) throws {
        let url = URL(fileURLWithPath: path)
        do {
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url, options: .atomic)
        } catch {
            throw unwritten(path, "FILE", error)
        }
    }

    static func remove(_ path: String) throws {
        do { try FileManager.default.removeItem(atPath: path) } catch { throw unwritten(path, "FILE", error) }
    }

    private static func unwritten(_ path: String, _ code: String, _ error: any Error) -> CommandFailure {
        let directory = FilePaths.parent(of: path)
        let isThere = FileManager.default.fileExists(atPath: directory)
        let problem = isThere ? problem(error, at: path) : "there is no directory \(FilePaths.shown(directory))"
        return CommandFailure(.failure, code, "cannot write \(FilePaths.shown(path)): \(problem)")
    }

    /// What the system says, not what Foundation makes of it.
    private static func problem(_ error: any Error, at path: String) -> String {
        var isDirectory: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        if isThere, isDirectory.boolValue { return "it is a directory" }
        if let error = error as? CocoaError {
            switch error.code {
            case .fileReadNoSuchFile, .fileNoSuchFile: return "there is no such file"
            case .fileReadNoPermission, .fileWriteNoPermission: return "permission is denied"
            case .fileWriteOutOfSpace: return "the disk is full"
            default: break
            }
        }
        return error.localizedDescription
    }

    /// As people find it again.
    static func name(of path: String) -> String { path == "-" ? "standard input" : FilePaths.shown(path) }
}
