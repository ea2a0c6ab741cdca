import Foundation

/// How many files and connections a server started from here may have open.
enum OpenFilesCheck {
    static func result() -> CheckResult {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return .skipped("open files", "the limit cannot be read: \(String(cString: strerror(errno)))")
        }
        return judge(hard: UInt64(limit.rlim_max))
    }

    /// The server raises the soft limit to the hard one by itself.
    static func judge(hard: UInt64) -> CheckResult {
        let name = "open files"
        let fix = "raise it to 65536 or more: LimitNOFILE= of the unit, --ulimit nofile= of the container, /etc/security/limits.conf"
        switch hard {
        case ..<1_024: return .failure(name, "the hard limit is \(hard): partitions and connections need more", fix: fix)
        case ..<16_384: return .warning(name, "the hard limit is \(hard), enough for few partitions and connections", fix: fix)
        default: return .ok(name, "up to \(hard >= UInt64(Int64.max) ? "any number" : "\(hard)")")
        }
    }
}
