import Foundation

/// Paths as one types them, absolute ones, and relative ones for people.
enum FilePaths {
    static func absolute(_ path: String, from base: String = FileManager.default.currentDirectoryPath) -> String {
        let whole = path.hasPrefix("/") ? path : "\(base)/\(path)"
        var components: [Substring] = []
        for component in whole.split(separator: "/") {
            switch component {
            case ".": break
            case "..": _ = components.popLast()
            default: components.append(component)
            }
        }
        return "/" + components.joined(separator: "/")
    }

    /// The directory that many levels above.
    static func parent(of path: String, levels: Int = 1) -> String {
        let components = absolute(path).split(separator: "/").dropLast(levels)
        return "/" + components.joined(separator: "/")
    }

    /// The path from a directory; empty for the directory itself, nil if the path leads elsewhere. Both are absolute.
    static func relative(_ path: String, to directory: String) -> String? {
        if path == directory { return "" }
        let prefix = directory == "/" ? "/" : directory + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
    }

    /// As people in the working directory write it.
    static func shown(_ path: String) -> String {
        let whole = absolute(path)
        return relative(whole, to: FileManager.default.currentDirectoryPath).flatMap { $0.isEmpty ? "." : $0 } ?? path
    }

    /// With symbolic links followed, as git names its work tree.
    static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
}
