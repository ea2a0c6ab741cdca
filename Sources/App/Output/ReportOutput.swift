import ArgumentParser
import FindingReports
import Foundation

/// `--format F` or `--format F=FILE` of the commands that answer with findings.
struct ReportOutput: ExpressibleByArgument, Equatable {
    var format: ReportFormat
    /// Nil: standard output.
    var file: String?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let format = ReportFormat(rawValue: String(first)) else { return nil }
        self.format = format
        if parts.count == 2 {
            if parts[1].isEmpty { return nil }
            file = String(parts[1])
        }
    }

    static var allValueStrings: [String] { ReportFormat.allCases.map(\.rawValue) }
}

/// `--format`, as often as one likes.
struct ReportOptions: ParsableArguments {
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            """
            How to write the answer: text, json, jsonl, github, gitlab, junit, sarif, gcc or markdown. With =FILE into a file; \
            may be repeated. Default: text, and in GitHub Actions github and the step's summary too.
            """, valueName: "format[=file]"))
    var format: [ReportOutput] = []

    @Flag(help: "End with 0 in place of 3 when there are findings; other failures keep their codes.")
    var exitZero = false

    func validate() throws {
        let toStandardOutput = format.filter { $0.file == nil }.map(\.format)
        let lines: Set<ReportFormat> = [.text, .github, .gcc]
        if toStandardOutput.count > 1, let document = toStandardOutput.first(where: { !lines.contains($0) }) {
            let name = document.rawValue
            throw ValidationError(
                "Nothing else can go to standard output beside \(name): give it a file, --format \(name)=FILE.")
        }
    }

    /// Writes the report in every way asked for, and ends the command with 3 if anything stands against a schema.
    func write(_ report: SchemaReport) throws {
        let environment = ProcessInfo.processInfo.environment
        if format.isEmpty, environment["GITHUB_ACTIONS"] == "true" {
            for format in [ReportFormat.text, .github] { try ReportOutput(format).write(report) }
            if let summary = environment["GITHUB_STEP_SUMMARY"], !summary.isEmpty {
                try Self.append(ReportOutput(.markdown).text(of: report) + "\n", to: summary)
            }
        } else {
            for output in format.isEmpty ? [ReportOutput(.text)] : format { try output.write(report) }
        }
        if !report.isClean, !exitZero { throw ExitStatus.findings }
    }

    /// What programs are to read of a run that fails: people read of it on standard error.
    static func writeForPrograms(_ report: SchemaReport, _ formats: [ReportOutput]) throws {
        let isAction = formats.isEmpty && ProcessInfo.processInfo.environment["GITHUB_ACTIONS"] == "true"
        for output in isAction ? [ReportOutput(.github)] : formats where output.format != .text { try output.write(report) }
    }

    /// Other steps of the job write there too.
    private static func append(_ text: String, to path: String) throws {
        guard let file = fopen(path, "a") else {
            throw CommandFailure(.failure, "OUTPUT", "cannot write \(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        guard fputs(text, file) >= 0 else { throw CommandFailure(.failure, "OUTPUT", "cannot write \(path)") }
    }
}

extension ReportOutput {
    init(_ format: ReportFormat) { self.format = format }

    fileprivate func text(of report: SchemaReport) -> String {
        switch format {
        case .github, .gitlab, .sarif:
            let workspace = Workspace(ProcessInfo.processInfo.environment)
            return format.text(of: workspace?.naming(report) ?? report, version: Herald.version)
        case .text, .json, .jsonl, .junit, .gcc, .markdown: return format.text(of: report, version: Herald.version)
        }
    }

    fileprivate func write(_ report: SchemaReport) throws {
        let text = text(of: report)
        if let file { try TextFile.write(text, to: file, code: "OUTPUT") } else { try Console.write(text) }
    }
}
