import Foundation

/// What the kernel says of this process (`proc(5)`).
struct ProcessFacts {
    var processorSeconds: Double
    var residentBytes: Int
    var openFiles: Int
    /// How many may be open.
    var maxFiles: UInt64
    var threads: Int
    /// Seconds since 1970-01-01 UTC.
    var startTime: Double

    /// Nil where there is no /proc.
    static func own() -> ProcessFacts? {
        guard let stat = text("/proc/self/stat"), let end = stat.lastIndex(of: ")"), let boot = bootTime() else { return nil }
        // Fields are counted from 1; the third is the first behind the program's name.
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]), let start = Double(fields[19]),
            let pages = Int(fields[21]), let threads = Int(fields[17])
        else { return nil }
        return ProcessFacts(
            processorSeconds: (user + system) / ticks, residentBytes: pages * Int(getpagesize()), openFiles: openFiles(),
            maxFiles: maxFiles(), threads: threads, startTime: boot + start / ticks)
    }

    private static func bootTime() -> Double? {
        let line = text("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst(6)) }
    }

    private static func openFiles() -> Int {
        // Where it cannot be read nothing is open that could be told of.
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).count
    }

    private static func maxFiles() -> UInt64 {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? UInt64(limit.rlim_cur) : 0
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
