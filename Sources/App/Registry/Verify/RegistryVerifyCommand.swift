import ArgumentParser
import JSONText
import RegistryModel

/// `herald registry verify`
struct RegistryVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read every stored schema again, and say what does not hold.",
        discussion: """
            Parses every version, deleted ones too; checks each subject's history again in its order, at the level that holds for \
            it now; looks for references that lead nowhere, ids with two contents, contents with two ids, and GUIDs that do not fit. \
            Changes nothing. The exit code is 3 when there are findings: a history that was registered at a lower level is one.
            """)

    @Option(help: ArgumentHelp("Only this subject.", valueName: "subject"))
    var subject: String?

    @Flag(help: "End with 0 in place of 3 when there are findings.")
    var exitZero = false

    @OptionGroup var output: DocumentOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let url = server.url
        let outcome = try await translatingRegistryErrors {
            let registry = RunningRegistry(RunningRegistry.client(url), url: url)
            let wanted = subject.map { Subject($0) }
            if let wanted, try await registry.versions(of: wanted).isEmpty { throw try await registry.client.unknown(wanted) }
            return try await RegistryVerification(registry, MoveProgress()).run(wanted.map { [$0] })
        }
        switch output.format ?? .text {
        case .text: try printText(outcome)
        case .json: try Console.line(JSONPrinter.pretty(.object(document(outcome))))
        case .jsonl: for finding in outcome.findings { try Console.line(JSONPrinter.compact(.object(finding.object))) }
        }
        if !outcome.findings.isEmpty, !exitZero { throw ExitStatus.findings }
    }

    private func printText(_ outcome: RegistryVerification.Outcome) throws {
        for finding in outcome.findings { try Console.line(finding.text) }
        let counts = [
            ImportSummary.counted(outcome.subjects, "subject"), ImportSummary.counted(outcome.versions, "version"),
            ImportSummary.counted(outcome.ids, "id"),
        ].joined(separator: ", ")
        let unchecked = outcome.unchecked == 0 ? "" : "; \(outcome.unchecked) in languages that are not read here"
        let findings =
            outcome.findings.isEmpty ? "all of it holds" : ImportSummary.counted(outcome.findings.count, "finding")
        try Console.line("\(counts): \(findings)\(unchecked)")
    }

    private func document(_ outcome: RegistryVerification.Outcome) -> JSONObject {
        var document = JSONObject()
        document["schema"] = "herald.verify/v1"
        document["subjects"] = .number(JSONNumber(outcome.subjects))
        document["versions"] = .number(JSONNumber(outcome.versions))
        document["ids"] = .number(JSONNumber(outcome.ids))
        document["unchecked"] = .number(JSONNumber(outcome.unchecked))
        document["findings"] = .array(outcome.findings.map { .object($0.object) })
        return document
    }
}
