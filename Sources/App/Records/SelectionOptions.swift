import ArgumentParser

/// `--where` and `--key`: which records of a topic are meant.
struct SelectionOptions: ParsableArguments {
    @Option(
        name: .customLong("where"), parsing: .unconditional,
        help: ArgumentHelp(
            "Only records for which this holds: 'value.amount > 100 && key ~ \"^eu-\"'. Fields are those of the schemas; see "
                + "docs/guides/where.md.",
            valueName: "expression"))
    var expression: String?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Only records with this key, as it is shown.", valueName: "text"))
    var key: String?

    /// Nil: every record is meant.
    ///
    /// - Parameter isRaw: whether nothing is decoded: then no schema is asked for.
    func sieve(of topic: String, _ server: ServerOptions, isRaw: Bool = false) async throws -> RecordSieve? {
        guard expression != nil || key != nil else { return nil }
        return try await withRegistry(server) { registry in
            try await RecordSieve(expression, key: key, topic: topic, isRaw ? nil : registry)
        }
    }
}

/// What was read and what was found in it.
struct ScanReport {
    var scanned = 0
    var matches = 0
    private let start = ContinuousClock.now

    /// `scanned 412003 records in 1.9 s, 1 match (end of range reached)`
    func text(_ ending: String) -> String {
        let tenths = Int(start.duration(to: .now) / .milliseconds(100))
        return "scanned \(scanned) \(scanned == 1 ? "record" : "records") in \(tenths / 10).\(tenths % 10) s, "
            + "\(matches) \(matches == 1 ? "match" : "matches") (\(ending))"
    }
}
