import ArgumentParser
import Foundation
import JSONText
import Testing

@testable import herald

@Suite struct `The doctor` {
    @Test func `says what to do about everything that is not well`() {
        let gib = 1_073_741_824.0
        let cases: [(CheckResult, CheckResult.Verdict)] = [
            (DataDirectoryCheck.judge(free: 100 * gib, total: 200 * gib), .ok),
            (DataDirectoryCheck.judge(free: 9 * gib, total: 200 * gib), .warning),
            (DataDirectoryCheck.judge(free: 1 * gib, total: 200 * gib), .failure),
            (DataDirectoryCheck.judge(free: 0, total: 0), .failure),
            (DataDirectoryCheck.judge(kind: "ext4"), .ok), (DataDirectoryCheck.judge(kind: "tmpfs"), .warning),
            (DataDirectoryCheck.judge(kind: "nfs4"), .warning), (DataDirectoryCheck.judge(kind: "overlay"), .warning),
            (DataDirectoryCheck.judge(kind: nil), .skipped),
            (DataDirectoryCheck.judge(median: 800, most: 5_000), .ok), (DataDirectoryCheck.judge(median: 5, most: 9), .warning),
            (DataDirectoryCheck.judge(median: 80_000, most: 90_000), .warning),
            (OpenFilesCheck.judge(hard: .max), .ok), (OpenFilesCheck.judge(hard: 65_536), .ok),
            (OpenFilesCheck.judge(hard: 4_096), .warning), (OpenFilesCheck.judge(hard: 256), .failure),
        ]
        for (result, verdict) in cases {
            #expect(result.verdict == verdict, "\(result)")
            #expect((result.fix != nil) == [.warning, .failure].contains(result.verdict), "\(result)")
        }
    }

    @Test func `compares clocks`() {
        let now = Date(timeIntervalSince1970: 1_795_170_667.4)
        #expect(ServerCheck.clock(Date(timeIntervalSince1970: 1_795_170_667), now).verdict == .ok)
        #expect(ServerCheck.clock(nil, now).verdict == .ok)
        let behind = ServerCheck.clock(Date(timeIntervalSince1970: 1_795_170_700), now)
        #expect(behind.verdict == .warning && behind.sentence == "33 s behind the server's")
        #expect(ServerCheck.clock(nil, Date(timeIntervalSince1970: 0)).verdict == .failure)
    }

    @Test func `knows on what a path lies`() {
        let mounts = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            30 22 0:25 / /tmp rw,nosuid shared:5 - tmpfs tmpfs rw
            31 22 8:2 / /var/my\\040data rw - xfs /dev/sdb rw
            32 22 8:3 / /tmp rw - btrfs /dev/sdc rw
            nonsense
            """
        for (path, kind) in [("/", "ext4"), ("/tmp", "btrfs"), ("/tmp/a", "btrfs"), ("/tmpfile", "ext4"), ("/var/my data/x", "xfs")] {
            #expect(MountTable.kind(of: path, in: mounts) == kind, "\(path)")
        }
        #expect(MountTable.kind(of: "/", in: "") == nil)
    }

    @Test func `tells which address won, and what is misspelt`() throws {
        let environment = [
            "HERALD_BROKERS": "a:1", "BOOTSTRAP_SERVERS": "b:1", "SCHEMA_REGISTRY_URL": "http://c", "HERALD_SERVR": "x", "PATH": "/",
        ]
        let check = ConfigurationCheck(
            environment: environment, brokers: try BrokerOptions.parse([]), server: try ServerOptions.parse([]))
        let brokers = check.address("brokers", "a:1", given: nil, ["HERALD_BROKERS", "BOOTSTRAP_SERVERS"])
        #expect(brokers.verdict == .warning && brokers.sentence == "a:1, by HERALD_BROKERS; BOOTSTRAP_SERVERS says b:1")
        #expect(check.address("brokers", "d:1", given: "d:1", ["HERALD_BROKERS"]).sentence == "d:1, by --brokers")
        let unknown = check.results.filter { $0.name == "environment" }
        #expect(unknown.map(\.fix) == ["perhaps HERALD_SERVER is meant"])
    }

    @Test func `sums up`() {
        let checkup = Checkup(results: [.ok("disk", "well"), .failure("log", "away", fix: "start it"), .skipped("x", "not asked")])
        #expect(checkup.text == "ok    disk  well\nFAIL  log   away\n            fix: start it\n-     x     not asked\n1 ok, 0 warnings, 1 failure")
        #expect(!checkup.isHealthy && checkup.document["checks"]?.asArray?.count == 3)
    }
}
