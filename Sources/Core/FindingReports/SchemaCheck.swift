package import Compatibility
internal import JSONText
internal import ProtobufSchema
internal import SchemaSets

/// Compares one schema with what it has to go together with, by the function that decides about registration, and tells the
/// outcome.
package struct SchemaCheck: Sendable {
    /// In place of what the project and the registry ask.
    package var level: CompatibilityLevel?
    package var policy: ProtobufPolicy?
    /// Whether records that break are looked for.
    package var findsWitnesses: Bool

    package init(level: CompatibilityLevel? = nil, policy: ProtobufPolicy? = nil, findsWitnesses: Bool = true) {
        self.level = level
        self.policy = policy
        self.findsWitnesses = findsWitnesses
    }

    /// A new schema and what it is to become.
    package struct Subject: Sendable {
        package var file: String
        package var subject: String?
        package var written: WrittenSchema
        /// What the project wishes.
        package var level: CompatibilityLevel?
        package var policy: ProtobufPolicy?

        package var schema: ComparableSchema { written.schema }

        package init(
            file: String, subject: String?, written: WrittenSchema, level: CompatibilityLevel? = nil, policy: ProtobufPolicy? = nil
        ) {
            self.file = file
            self.subject = subject
            self.written = written
            self.level = level
            self.policy = policy
        }
    }

    /// - Parameter histories: one for each source, in the order they were named.
    package func report(_ new: Subject, against histories: [SchemaHistory]) -> ReportedSchema {
        var comparisons: [ReportedSchema.Comparison] = [], findings: [FindingAgainst] = []
        var levels: [CompatibilityLevel] = []
        let bases = histories.filter { $0.kind != .files }.flatMap { $0.versions.suffix(1) }
        for history in histories {
            let level = level(new, history)
            levels.append(level)
            let versions = Dictionary(history.versions.map { ($0.reported.number, $0) }, uniquingKeysWith: { first, _ in first })
            let verdict = verdict(new, history, level)
            comparisons += verdict.checkedVersions.compactMap { versions[$0]?.reported }.map { version in
                .init(label: version.label, version: history.kind == .commit ? nil : version.number)
            }
            var known = KnownBreaks(bases: history.kind == .registry ? bases : [], level: level, policy: policy ?? new.policy)
            findings += verdict.findings.compactMap { finding in
                versions[finding.against].map { version in
                    FindingAgainst(finding, version: version.reported, isKnown: known.contain(finding, version))
                }
            }
        }
        let level = levels.dropFirst().reduce(levels.first ?? .default) { $0.combined(with: $1) }
        let latest = histories.lazy.compactMap { $0.versions.last }.first
        let changes = latest.map { SchemaChange.all(from: $0.written.schema, to: new.schema) } ?? []
        let context = ReportedFinding.Context(file: new.file, text: new.written.text, subject: new.subject, level: level)
        var reported = ReportedSchema(
            file: new.file, subject: new.subject, language: new.schema.language, level: level, isNew: latest == nil, remark: "",
            changes: changes.map(\.word), comparisons: comparisons, findings: ReportedFinding.grouped(findings, in: context))
        reported.remark = Self.remark(reported)
        let unreadable = histories.flatMap { history in history.unreadable.map { ($0, history.label) } }
        if latest == nil, !unreadable.isEmpty { reported.remark = "nothing to compare with" }
        reported.findings += unreadable.map { error, label in
            ReportedFinding(unreadableOld: error, label: label, file: new.file, subject: new.subject)
        }
        return reported
    }

    /// The one verdict, and what makes it plain to people.
    private func verdict(_ new: Subject, _ history: SchemaHistory, _ level: CompatibilityLevel) -> CompatibilityVerdict {
        let policy = policy ?? new.policy
        let verdict = CompatibilityCheck.check(
            new: new.schema, history: history.versions.map { .init(version: $0.reported.number, schema: $0.written.schema) },
            level: level, visiting: .everything, policy: policy)
        guard !verdict.findings.isEmpty else { return verdict }
        let old = Dictionary(history.versions.map { ($0.reported.number, $0.written) }, uniquingKeysWith: { first, _ in first })
        var complete = FindingEvidence.complete(verdict, new: new.written, old: old, policy: policy)
        if !findsWitnesses { for index in complete.findings.indices { complete.findings[index].witness = nil } }
        return complete
    }

    private func level(_ new: Subject, _ history: SchemaHistory) -> CompatibilityLevel {
        var chosen = level ?? .default
        if level == nil {
            chosen =
                switch (new.level, history.level) {
                case (let wish?, let level?): wish.combined(with: level)
                case (let only?, nil), (nil, let only?): only
                case (nil, nil): .default
                }
        }
        return history.isComplete ? chosen.transitive : chosen
    }

    /// What the schema's line says at its end.
    private static func remark(_ schema: ReportedSchema) -> String {
        if schema.isNew { return "first version" }
        let labels = schema.comparisons.map(\.label)
        let level = schema.level?.rawValue ?? ""
        guard !labels.isEmpty else { return "(\(level): nothing is compared)" }
        if !schema.isClean {
            let errors = schema.findings.filter { $0.level == .error }, known = schema.findings.count { $0.level == .note }
            let broken = labels.filter { label in errors.contains { $0.related.contains { $0.label == label } } }
            let breaks = "\(errors.count) break\(errors.count == 1 ? "" : "s") with \(VersionList.text(broken))"
            return breaks + (known > 0 ? ", \(known) known" : "")
        }
        let maxChanges = 4
        var words = schema.changes.prefix(maxChanges).joined(separator: ", ")
        if schema.changes.count > maxChanges { words += ", \(schema.changes.count - maxChanges) more" }
        let versions = labels.count > 3 ? "\(labels.count) versions" : VersionList.text(labels)
        return "\(words.isEmpty ? "unchanged" : words)  (\(level), \(versions))"
    }
}

/// Breaks that the version in force has too: the change under check has not made them.
private struct KnownBreaks {
    private struct Break: Hashable {
        var rule: String
        var direction: CompatibilityDirection
        var place: String

        init(_ finding: SchemaFinding) {
            rule = finding.rule.id
            direction = finding.direction
            place = finding.place
        }
    }

    /// Latest stored versions, and the schema where the branch began.
    let bases: [SchemaHistory.Version]
    let level: CompatibilityLevel
    let policy: ProtobufPolicy?
    private var byVersion: [String: Set<Break>] = [:]

    init(bases: [SchemaHistory.Version], level: CompatibilityLevel, policy: ProtobufPolicy?) {
        self.bases = bases
        self.level = level
        self.policy = policy
    }

    mutating func contain(_ finding: SchemaFinding, _ old: SchemaHistory.Version) -> Bool {
        breaks(with: old).contains(Break(finding))
    }

    private mutating func breaks(with old: SchemaHistory.Version) -> Set<Break> {
        if let known = byVersion[old.reported.name] { return known }
        var breaks: Set<Break> = []
        for base in bases where base.reported.name != old.reported.name {
            let verdict = CompatibilityCheck.check(
                new: base.written.schema, history: [.init(version: old.reported.number, schema: old.written.schema)],
                level: level, visiting: .everything, policy: policy)
            breaks.formUnion(verdict.findings.map(Break.init))
        }
        byVersion[old.reported.name] = breaks
        return breaks
    }
}

extension CompatibilityLevel {
    /// The weakest level that asks at least what both ask.
    package func combined(with other: CompatibilityLevel) -> CompatibilityLevel {
        if self == .none { return other }
        if other == .none { return self }
        let directions = Set(directions + other.directions)
        let both: CompatibilityLevel =
            directions.count == 2 ? .full : directions.contains(.backward) ? .backward : .forward
        return isTransitive || other.isTransitive ? both.transitive : both
    }

    /// The same, asked of every version.
    package var transitive: CompatibilityLevel {
        switch self {
        case .none: .none
        case .backward, .backwardTransitive: .backwardTransitive
        case .forward, .forwardTransitive: .forwardTransitive
        case .full, .fullTransitive: .fullTransitive
        }
    }

    /// Who has to be deployed first, as a phrase; nil where nothing is promised.
    package var deployOrder: String? {
        switch self {
        case .none: nil
        case .backward, .backwardTransitive: "consumers first"
        case .forward, .forwardTransitive: "producers first"
        case .full, .fullTransitive: "in any order"
        }
    }
}
