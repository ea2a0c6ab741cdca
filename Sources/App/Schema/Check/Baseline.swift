import FindingReports

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
