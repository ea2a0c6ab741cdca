import FindingReports
import Foundation

/// Where a CI system has the repository: it looks for files of reports from there, wherever in it the program runs.
struct Workspace {
    /// Absolute, symbolic links followed.
    let top: String

    /// The one of GitHub Actions or GitLab CI; nil elsewhere, and where the program runs outside of it.
    init?(_ environment: [String: String], workingDirectory: String = FileManager.default.currentDirectoryPath) {
        let named = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"].compactMap { environment[$0] }
        guard let path = named.first(where: { !$0.isEmpty }) else { return nil }
        top = FilePaths.resolved(path)
        guard FilePaths.relative(FilePaths.resolved(workingDirectory), to: top) != nil else { return nil }
    }

    /// The same report, its files named from the top of the repository.
    func naming(_ report: SchemaReport) -> SchemaReport {
        var report = report
        for index in report.schemas.indices {
            report.schemas[index].file = name(of: report.schemas[index].file)
            for place in report.schemas[index].findings.indices {
                report.schemas[index].findings[place].file = name(of: report.schemas[index].findings[place].file)
            }
        }
        return report
    }

    /// A name that leads out of the repository, or is none of a file, stays.
    private func name(of file: String) -> String {
        guard FileManager.default.fileExists(atPath: file) else { return file }
        // The file may be a link; its directory is what the repository knows.
        let whole = FilePaths.absolute(file)
        let directory = FilePaths.resolved(FilePaths.parent(of: whole))
        return FilePaths.relative("\(directory)/\(whole.split(separator: "/").last ?? "")", to: top) ?? file
    }
}
