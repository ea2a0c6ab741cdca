import JSONText
import RegistryModel

/// How an import went, for people and for programs.
struct ImportSummary: Sendable {
    let source: String
    let isDryRun: Bool
    let subjects: Int
    let versions: Int
    /// Versions there were to write, and to hide.
    let missing: Int
    let hidden: Int
    let unchanged: Int
    var imported = 0
    var deleted = 0
    var configs = 0
    var modes = 0
    /// What stands in the way: nothing was written.
    let conflicts: [RegistryFinding]
    /// What is not as in the source.
    var findings: [RegistryFinding] = []
    /// What else is to be known.
    var remarks: [String] = []

    private static let maxShown = 50

    init(source: String, plan: ImportPlan, isDryRun: Bool) {
        (self.source, self.isDryRun, conflicts) = (source, isDryRun, plan.conflicts)
        (subjects, versions) = (plan.source.subjects.count, plan.source.versionCount)
        (missing, hidden, unchanged) = (plan.missing.count, plan.deletions.count, plan.unchangedCount)
    }

    var text: String {
        let what = "\(Self.counted(subjects, "subject")), \(Self.counted(versions, "version"))"
        let known = unchanged == 0 ? "" : ", \(unchanged) there already"
        if !conflicts.isEmpty { return "\(source): \(what); nothing was imported" }
        if isDryRun { return "\(source): \(what); would import \(missing)\(known), and hide \(hidden)" }
        return "\(source): \(what); \(imported) imported\(known), \(deleted) hidden, \(Self.counted(configs, "config")) and "
            + "\(Self.counted(modes, "mode")) set"
            + (findings.isEmpty ? "\nverified: every version stands here as it stands there" : "")
    }

    var object: JSONObject {
        var object = JSONObject()
        object["schema"] = "herald.import/v1"
        object["source"] = .string(source)
        object["dryRun"] = .bool(isDryRun)
        for (name, count) in [
            ("subjects", subjects), ("versions", versions), ("imported", isDryRun ? missing : imported), ("unchanged", unchanged),
            ("hidden", isDryRun ? hidden : deleted), ("configs", configs), ("modes", modes),
        ] { object[name] = .number(JSONNumber(count)) }
        object["conflicts"] = .array(conflicts.map { .object($0.object) })
        object["findings"] = .array(findings.map { .object($0.object) })
        object["remarks"] = .array(remarks.map { .string($0) })
        return object
    }

    /// Prints, and ends the command as it went.
    func finish(_ output: DocumentOptions, target: String) throws {
        try output.print(text: text) { object }
        for remark in remarks { Console.error("note: \(remark)") }
        if !conflicts.isEmpty {
            throw CommandFailure(
                .conflict, conflicts[0].code.rawValue,
                "the registry has other content where \(Self.counted(conflicts.count, "version")) would go; nothing was written",
                at: target, why: Self.shown(conflicts),
                help: "import into a registry without these subjects and ids, or delete there what is in the way")
        }
        guard !findings.isEmpty else { return }
        Console.error("error[IMPORT]: \(Self.counted(findings.count, "thing")) did not come over\n  " + Self.shown(findings))
        throw ExitStatus.findings
    }

    private static func shown(_ findings: [RegistryFinding]) -> String {
        let lines = findings.prefix(maxShown).map(\.text)
        let rest = findings.count - lines.count
        return (lines + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "\n  ")
    }

    static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
