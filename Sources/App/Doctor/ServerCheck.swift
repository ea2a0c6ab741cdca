import Foundation
import JSONText

/// Whether the registry answers, what it is, and whether its clock goes like ours.
enum ServerCheck {
    static func results(_ server: ServerOptions) async -> [CheckResult] {
        let api = HeraldAPI(server.url)
        let start = ContinuousClock.now
        do {
            let subjects = try await api.get("/subjects")
            let time = start.duration(to: .now).microseconds / 1000
            guard subjects.status == 200, let names = subjects.body?.asArray else {
                return [
                    .failure(
                        "registry", "answers GET /subjects with HTTP status \(subjects.status)",
                        fix: "check that --server is a schema registry; herald serve --no-registry has none")
                ]
            }
            return [.ok("registry", "answers in \(time) ms: \(names.count) subjects")] + (try await readiness(api))
                + [version(try await api.get("/v1/metadata/version"))]
                + [clock(subjects.date, Date())]
        } catch let failure as CommandFailure {
            return [.failure("registry", failure.what, fix: failure.help ?? "see the server's log")]
        } catch {
            return [.failure("registry", "\(error)", fix: "see the server's log")]
        }
    }

    private static func readiness(_ api: HeraldAPI) async throws -> [CheckResult] {
        let ready = try await api.get("/health/ready")
        switch ready.status {
        case 200: return [.ok("server", "ready to read and write")]
        case 503:
            return [
                .failure(
                    "server", "read-only: \(ready.body?["reason"]?.asString ?? "it does not say why")",
                    fix: "mend the disk, then start it again: what was acknowledged is kept")
            ]
        default: return [.skipped("server", "no Herald: /health/ready is answered with HTTP status \(ready.status)")]
        }
    }

    static func version(_ answer: HeraldAPI.Answer) -> CheckResult {
        guard let version = answer.body?["version"]?.asString else {
            return .skipped("version", "herald \(Herald.version); the registry does not say what it is")
        }
        let build = answer.body?["commitId"]?.asString ?? "unknown"
        return .ok("version", "herald \(Herald.version); the registry answers as \(version) (build \(build))")
    }

    /// - Parameter date: what the answer says the time is, in whole seconds.
    static func clock(_ date: Date?, _ now: Date) -> CheckResult {
        let name = "clock"
        guard now.timeIntervalSince1970 > 1_735_689_600 else {
            return .failure(name, "this machine thinks it is before 2025", fix: "set the clock: retention and --from go by it")
        }
        guard let date else {
            return .ok(name, "\(RecordPrinter.time(Int64(now.timeIntervalSince1970) * 1000)) here; the server does not tell its own")
        }
        let gap = now.timeIntervalSince(date)
        // Half a second is what whole seconds and the way there cost.
        guard abs(gap - 0.5) > 2 else { return .ok(name, "goes like the server's") }
        let seconds = DecimalText.of(abs(gap), digits: 0)
        return .warning(
            name, "\(seconds) s \(gap > 0 ? "ahead of" : "behind") the server's",
            fix: "let NTP set both clocks: --from, retention and the times of records go by them")
    }
}
