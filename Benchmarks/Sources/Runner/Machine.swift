import Foundation
import Glibc

/// What the figures were measured on.
enum Machine {
    static func facts(scratch: String) -> [(String, String)] {
        [
            ("processor", field("model name", in: "/proc/cpuinfo")),
            ("processors", String(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
            ("memory", field("MemTotal", in: "/proc/meminfo")),
            ("system", field("PRETTY_NAME", in: "/etc/os-release", separator: "=").trimmingCharacters(in: ["\""])),
            ("kernel", text("/proc/sys/kernel/osrelease")),
            ("file system", fileSystem(of: scratch)),
            ("load before", load),
        ]
    }

    /// Over one, five and fifteen minutes.
    static var load: String { text("/proc/loadavg").split(separator: " ").prefix(3).joined(separator: " ") }

    /// Of the mount that holds `path`: the longest mount point that begins it.
    private static func fileSystem(of path: String) -> String {
        let mounts = text("/proc/mounts").split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        let holders = mounts.filter { mount in
            mount.count >= 3 && (mount[1] == "/" || path == mount[1] || path.hasPrefix(mount[1] + "/"))
        }
        return holders.max { $0[1].count <= $1[1].count }?[2] ?? "unknown"
    }

    private static func field(_ name: String, in file: String, separator: Character = ":") -> String {
        for line in text(file).split(separator: "\n") where line.hasPrefix(name) {
            return line.drop { $0 != separator }.dropFirst().trimmingCharacters(in: .whitespaces)
        }
        return "unknown"
    }

    private static func text(_ file: String) -> String {
        (try? ProcessFile.text(file))?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
    }
}

/// Files the kernel writes as they are read: their size is unknown, and a short read is not their end.
enum ProcessFile {
    static func text(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw SystemProblem("open \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece[0..<count]
        }
    }
}
