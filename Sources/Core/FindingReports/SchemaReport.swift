package import Compatibility
internal import JSONText

/// What a check or a lint run came to, for every format the same.
package struct SchemaReport: Sendable {
    /// What JSON names it: `herald.check/v1`.
    package var contract: String
    /// What was looked at, as the first line says it.
    package var introduction: String?
    package var schemas: [ReportedSchema]
    /// What to do now that the verdict is known, below everything else.
    package var advice: [String] = []

    package init(contract: String, introduction: String? = nil, schemas: [ReportedSchema], advice: [String] = []) {
        self.contract = contract
        self.introduction = introduction
        self.schemas = schemas
        self.advice = advice
    }

    /// Whether nothing stands against any of the schemas.
    package var isClean: Bool { schemas.allSatisfy(\.isClean) }

    /// Worst first, else in the order of the schemas.
    package var findingsBySeverity: [ReportedFinding] {
        let all = schemas.flatMap(\.findings)
        return [FindingLevel.error, .warning, .note].flatMap { level in all.filter { $0.level == level } }
    }

    package func count(of level: FindingLevel) -> Int {
        schemas.reduce(0) { $0 + $1.findings.count { $0.level == level } }
    }

    /// `1 of 3 schemas is incompatible: 1 error, 0 warnings, 1 note`
    package var verdict: String {
        let bad = schemas.count { !$0.isClean }
        let counts = [FindingLevel.error, .warning, .note].map { level in
            let count = count(of: level)
            return "\(count) \(level.rawValue)\(count == 1 ? "" : "s")"
        }.joined(separator: ", ")
        if schemas.isEmpty { return "There was nothing to look at" }
        if bad == 0, schemas.count == 1 { return "The schema is \(goodWord): \(counts)" }
        if bad == 0 { return "All \(schemas.count) schemas are \(goodWord): \(counts)" }
        let noun = schemas.count == 1 ? "schema" : "schemas"
        return "\(bad) of \(schemas.count) \(noun) \(bad == 1 ? "is" : "are") \(badWord): \(counts)"
    }

    private var goodWord: String { isLint ? "free of errors" : "compatible" }
    private var badWord: String { isLint ? "not in order" : "incompatible" }
    var isLint: Bool { contract.hasPrefix("herald.lint") }
}

/// One schema of a report.
package struct ReportedSchema: Sendable {
    package enum Outcome: String, Sendable {
        case ok
        /// Nothing is there yet to compare it with.
        case new
        case failed = "FAIL"
    }

    /// What it was compared with, one version at a time.
    package struct Comparison: Sendable {
        /// `v7`, `git 4f2c91a`
        package var label: String
        /// A number where the version has one.
        package var version: Int?

        package init(label: String, version: Int?) {
            self.label = label
            self.version = version
        }
    }

    /// As people find it again.
    package var file: String
    package var subject: String?
    /// `AVRO`, `PROTOBUF`
    package var language: String
    /// Nil where nothing is compared.
    package var level: CompatibilityLevel?
    package var isNew: Bool
    /// What changed and by what it was judged, as its line says it.
    package var remark: String
    /// What changed, one word each: `+ email?`.
    package var changes: [String]
    package var comparisons: [Comparison]
    package var findings: [ReportedFinding]

    package init(
        file: String, subject: String?, language: String, level: CompatibilityLevel?, isNew: Bool, remark: String,
        changes: [String] = [], comparisons: [Comparison] = [], findings: [ReportedFinding] = []
    ) {
        self.file = file
        self.subject = subject
        self.language = language
        self.level = level
        self.isNew = isNew
        self.remark = remark
        self.changes = changes
        self.comparisons = comparisons
        self.findings = findings
    }

    package var isClean: Bool { !findings.contains { $0.level == .error } }

    /// A name that cannot begin a line of its own, where CI systems read commands.
    static func oneLine(_ name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? "\u{fffd}" : $0 }))
    }

    package var outcome: Outcome { !isClean ? .failed : isNew ? .new : .ok }
}
