import JSONText

/// What a check of the installation found: a sentence, and what to do about it.
struct CheckResult: Equatable, Sendable {
    enum Verdict: String, Sendable { case ok, warning, failure, skipped }

    /// What was looked at: `disk space`.
    var name: String
    var verdict: Verdict
    var sentence: String
    /// What to do; nil where nothing is to be done.
    var fix: String?

    static func ok(_ name: String, _ sentence: String) -> CheckResult { .init(name: name, verdict: .ok, sentence: sentence) }

    static func warning(_ name: String, _ sentence: String, fix: String) -> CheckResult {
        .init(name: name, verdict: .warning, sentence: sentence, fix: fix)
    }

    static func failure(_ name: String, _ sentence: String, fix: String) -> CheckResult {
        .init(name: name, verdict: .failure, sentence: sentence, fix: fix)
    }

    static func skipped(_ name: String, _ sentence: String) -> CheckResult {
        .init(name: name, verdict: .skipped, sentence: sentence)
    }
}

/// All of them.
struct Checkup: Equatable, Sendable {
    var results: [CheckResult]

    func count(_ verdict: CheckResult.Verdict) -> Int { results.filter { $0.verdict == verdict }.count }

    var isHealthy: Bool { count(.failure) == 0 }

    var text: String {
        let width = results.map(\.name.count).max() ?? 0
        var lines: [String] = []
        for result in results {
            let name = result.name + String(repeating: " ", count: width - result.name.count)
            lines.append("\(Self.sign(result.verdict))  \(name)  \(result.sentence)")
            if let fix = result.fix { lines.append("\(String(repeating: " ", count: width + 8))fix: \(fix)") }
        }
        let warnings = count(.warning), failures = count(.failure)
        lines.append(
            "\(count(.ok)) ok, \(warnings) \(warnings == 1 ? "warning" : "warnings"), "
                + "\(failures) \(failures == 1 ? "failure" : "failures")")
        return lines.joined(separator: "\n")
    }

    private static func sign(_ verdict: CheckResult.Verdict) -> String {
        switch verdict {
        case .ok: "ok  "
        case .warning: "warn"
        case .failure: "FAIL"
        case .skipped: "-   "
        }
    }

    var document: JSONObject {
        var document = JSONObject()
        document["schema"] = .string("herald.doctor/v1")
        document["healthy"] = .bool(isHealthy)
        document["checks"] = .array(
            results.map { result in
                var object = JSONObject()
                object["check"] = .string(result.name)
                object["verdict"] = .string(result.verdict.rawValue)
                object["message"] = .string(result.sentence)
                if let fix = result.fix { object["fix"] = .string(fix) }
                return .object(object)
            })
        return document
    }
}
