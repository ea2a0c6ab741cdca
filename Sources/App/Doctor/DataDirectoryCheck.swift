import Foundation

/// The disk below the data directory.
enum DataDirectoryCheck {
    private static let standard = "./herald-data"
    /// How often a write is synced to see how long that takes.
    private static let syncCount = 20

    static func results(_ given: String?) -> [CheckResult] {
        let path = given ?? standard
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
            guard given != nil else { return [.skipped("data", "no \(standard) here; name a directory with --data")] }
            return [.failure("data", "\(path) is no directory", fix: "name the directory that herald serve --data has")]
        }
        guard access(path, W_OK | X_OK) == 0 else {
            return [
                .failure(
                    "data", "\(path) cannot be written: \(String(cString: strerror(errno)))",
                    fix: "run as the user of the server, or give it the directory with chown")
            ]
        }
        return [.ok("data", path), space(path), kind(path), syncs(path)]
    }

    private static func space(_ path: String) -> CheckResult {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else {
            return .skipped("disk space", "cannot be told: \(String(cString: strerror(errno)))")
        }
        let block = Double(status.f_frsize)
        return judge(free: Double(status.f_bavail) * block, total: Double(status.f_blocks) * block)
    }

    /// In bytes.
    static func judge(free: Double, total: Double) -> CheckResult {
        let share = total > 0 ? free / total : 0
        let sentence = "\(ByteText.of(Int(free))) free of \(ByteText.of(Int(total)))"
        let fix = "make room: topic trim, shorter retention.ms, or a larger disk; a full one turns the log read-only"
        if free < 256 * 1_048_576 || share < 0.01 { return .failure("disk space", sentence, fix: fix) }
        if free < 2_048 * 1_048_576 || share < 0.05 { return .warning("disk space", sentence, fix: fix) }
        return .ok("disk space", sentence)
    }

    private static func kind(_ path: String) -> CheckResult {
        let mounts = FileManager.default.contents(atPath: "/proc/self/mountinfo").map { String(decoding: $0, as: UTF8.self) }
        return judge(kind: MountTable.kind(of: FilePaths.resolved(path), in: mounts ?? ""))
    }

    /// By the kernel's name of it.
    static func judge(kind: String?) -> CheckResult {
        let name = "file system"
        switch kind {
        case nil: return .skipped(name, "its kind cannot be told")
        case "tmpfs"?, "ramfs"?:
            return .warning(name, "in memory: nothing survives the machine", fix: "put the data on a disk; for tests this is fine")
        case "nfs"?, "nfs4"?, "cifs"?, "smb3"?, "9p"?, "fuse.sshfs"?:
            return .warning(
                name, "\(kind ?? ""): locks and syncs are only as good as the server behind it",
                fix: "put the data on a disk of this machine")
        case "overlay"?:
            return .warning(
                name, "the layer of a container: it goes with the container", fix: "mount a volume for the data directory")
        case let kind?: return .ok(name, kind)
        }
    }

    /// Writes and syncs a small file a few times, as the log does for acks=all.
    private static func syncs(_ path: String) -> CheckResult {
        let file = "\(path)/.herald-doctor-\(getpid())"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            return .failure(
                "sync", "no file can be made in \(path): \(String(cString: strerror(errno)))", fix: "check the disk and its rights")
        }
        defer {
            close(descriptor)
            unlink(file)
        }
        let block = [UInt8](repeating: 0x68, count: 4096)
        var times = Histogram()
        for _ in 0..<syncCount {
            let start = ContinuousClock.now
            let count = block.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count == block.count, fdatasync(descriptor) == 0 else {
                return .failure(
                    "sync", "a small file cannot be written and synced: \(String(cString: strerror(errno)))",
                    fix: "check the disk: the log stops at the first sync that fails")
            }
            times.add(start.duration(to: .now).microseconds)
        }
        return judge(median: times.percentile(50) ?? 0, most: times.most ?? 0)
    }

    /// In microseconds.
    static func judge(median: Int, most: Int) -> CheckResult {
        func milliseconds(_ time: Int) -> String { "\(DecimalText.of(Double(time) / 1000, digits: 2)) ms" }
        let sentence = "4 KiB are on disk after \(milliseconds(median)), at most \(milliseconds(most))"
        switch median {
        case 50_000...:
            return .warning(
                "sync", sentence, fix: "every acks=all waits for this: use a faster disk, or --durability os where loss is bearable")
        case ..<30:
            return .warning(
                "sync", "\(sentence): too quick for a disk that really writes",
                fix: "check that the disk's cache survives a power cut; acknowledged records rest on it")
        default: return .ok("sync", sentence)
        }
    }
}
