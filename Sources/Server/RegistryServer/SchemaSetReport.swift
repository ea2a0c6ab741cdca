internal import Compatibility
internal import FindingReports
internal import JSONText
internal import Registry
internal import RegistryModel

/// The outcome of a set in the words of `herald schema check --format json`.
struct SchemaSetReport {
    private let check: SchemaSetCheck
    private let report: SchemaReport

    init(_ check: SchemaSetCheck, _ body: SchemaSetBody) {
        self.check = check
        report = SchemaReport(
            contract: "herald.check/v1",
            schemas: zip(check.outcomes, body.schemas).map { outcome, element in
                ReportedSchema(outcome, file: element.file ?? element.subject.name)
            })
    }

    var json: JSONValue { JSONReport.document(report) }

    /// Versions as they would be.
    var registered: [RegisteredInSet] { check.outcomes.compactMap { try? $0.result.get() } }

    /// Nil if all of the set may be registered.
    var refusal: RegistryError? {
        guard let first = check.refusal else { return nil }
        let refused = check.outcomes.count { if case .failure = $0.result { true } else { false } }
        var error = RegistryError(
            first.code, "Nothing was registered: \(refused) of \(check.outcomes.count) schemas are refused. The first: \(first.message)")
        error.details = json.asObject
        return error
    }
}

extension ReportedSchema {
    fileprivate init(_ outcome: SchemaSetCheck.Outcome, file: String) {
        let subject = outcome.subject.name
        if let explanation = outcome.explanation {
            let versions = explanation.versions.map { SchemaHistory.Version($0) }
            self = SchemaCheck(level: explanation.level).report(
                .init(file: file, subject: subject, written: explanation.written),
                against: [SchemaHistory(level: explanation.level, versions: versions)])
        } else {
            self.init(
                file: file, subject: subject, language: outcome.format.rawValue, level: nil, isNew: false, remark: "no schema")
        }
        // What is not about the versions before it, and the registry refuses.
        if case .failure(let error) = outcome.result, isClean {
            findings.append(ReportedFinding(refused: error.message, rule: "REGISTRY_\(error.code)", file: file, subject: subject))
        }
    }
}

extension SchemaHistory.Version {
    fileprivate init(_ version: CompatibilityExplanation.Version) {
        let number = version.place.version
        self.init(
            reported: ReportedVersion(
                number: Int(number.rawValue), label: "v\(number)", remark: "id \(version.id)",
                name: "\(version.place.subject.name)@\(number)", text: version.written.text),
            written: version.written)
    }
}
