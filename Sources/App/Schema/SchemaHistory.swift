import Compatibility
import FindingReports
import SchemaSets

/// What a new schema has to go together with, from one source.
struct SchemaHistory: Sendable {
    enum Kind {
        /// Versions one after the other, accepted whatever breaks there are among them.
        case registry
        /// What the change under check began with.
        case commit
        case files
    }

    struct Version: Sendable {
        var reported: ReportedVersion
        var written: WrittenSchema
    }

    /// The level the source asks for; nil where it has no word on it.
    var level: CompatibilityLevel?
    var versions: [Version] = []
    /// Whether every version counts, whatever the level says.
    var isComplete = false
    var kind = Kind.files
    /// What stands there in place of a version and is no schema.
    var unreadable: [SchemaSetError] = []
    /// Of what is unreadable, as reports name it: `git 4f2c91a`
    var label = ""
}

/// Where older versions come from.
protocol Baseline {
    /// As the first line of a report names it.
    var title: String { get }
    /// Brings what will be asked about these, where that takes long.
    mutating func prepare(for entries: [SchemaFiles.Entry]) async throws
    /// The older versions of a schema; none if it is new there.
    mutating func history(of entry: SchemaFiles.Entry, in files: SchemaFiles) async throws -> SchemaHistory
}

extension Baseline {
    mutating func prepare(for entries: [SchemaFiles.Entry]) async throws {}
}
