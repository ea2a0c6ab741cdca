package import Compatibility
package import SchemaSets

/// What a new schema has to go together with, from one source.
package struct SchemaHistory: Sendable {
    package enum Kind: Sendable {
        /// Versions one after the other, accepted whatever breaks there are among them.
        case registry
        /// What the change under check began with.
        case commit
        case files
    }

    package struct Version: Sendable {
        package var reported: ReportedVersion
        package var written: WrittenSchema

        package init(reported: ReportedVersion, written: WrittenSchema) {
            self.reported = reported
            self.written = written
        }
    }

    /// The level the source asks for; nil where it has no word on it.
    package var level: CompatibilityLevel?
    package var versions: [Version] = []
    /// Whether every version counts, whatever the level says.
    package var isComplete = false
    package var kind = Kind.files
    /// What stands there in place of a version and is no schema.
    package var unreadable: [SchemaSetError] = []
    /// Of what is unreadable, as reports name it: `git 4f2c91a`
    package var label = ""

    package init(
        level: CompatibilityLevel? = nil, versions: [Version] = [], isComplete: Bool = false, kind: Kind = .files,
        unreadable: [SchemaSetError] = [], label: String = ""
    ) {
        self.level = level
        self.versions = versions
        self.isComplete = isComplete
        self.kind = kind
        self.unreadable = unreadable
        self.label = label
    }
}
