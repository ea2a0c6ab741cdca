package import Compatibility
internal import Digests
package import JSONText

/// A finding as reports show it: once for each place in the new text, however many old versions it concerns.
package struct ReportedFinding: Sendable {
    /// A line of the explanation: what it is about, and what there is to say.
    package struct Detail: Sendable, Hashable {
        /// `rule`, `before`, `fix`: at most seven letters.
        package var title: String
        package var lines: [String]

        package init(_ title: String, _ lines: [String]) {
            self.title = title
            self.lines = lines
        }
    }

    /// A place in an older text that belongs to it.
    package struct Related: Sendable, Hashable {
        /// `orders-value@7`, a file, `git:4f2c91a:schemas/order.avsc`
        package var name: String
        package var label: String
        package var range: TextRange?

        package init(name: String, label: String, range: TextRange?) {
            self.name = name
            self.label = label
            self.range = range
        }
    }

    package var rule: String
    /// What the rule says, in one sentence.
    package var ruleSummary: String
    package var ruleHint: String
    package var level: FindingLevel
    /// What happened, without its full stop.
    package var sentence: String
    package var file: String
    package var subject: String?
    package var range: TextRange?
    /// Into the schema's text or structure, as machines want it.
    package var pointer: String
    /// The lines around the place, marked.
    package var excerpt: [String]
    package var details: [Detail]
    package var related: [Related]
    package var fixes: [FindingFix]
    /// Of rule, subject and the named place: the same when lines move or versions are added.
    package var fingerprint: String
    /// The same as objects for machines, one for each version it concerns.
    package var objects: [JSONObject]

    package init(
        rule: String, ruleSummary: String, ruleHint: String, level: FindingLevel, sentence: String, file: String,
        subject: String?, range: TextRange?, pointer: String, excerpt: [String], details: [Detail], related: [Related],
        fixes: [FindingFix], fingerprint: String, objects: [JSONObject]
    ) {
        self.rule = rule
        self.ruleSummary = ruleSummary
        self.ruleHint = ruleHint
        self.level = level
        self.sentence = sentence
        self.file = file
        self.subject = subject
        self.range = range
        self.pointer = pointer
        self.excerpt = excerpt
        self.details = details
        self.related = related
        self.fixes = fixes
        self.fingerprint = fingerprint
        self.objects = objects
    }

    /// `file:line:column`, or the file alone.
    package var place: String {
        let name = ReportedSchema.oneLine(file)
        return range.map { "\(name):\($0.start)" } ?? name
    }

    /// An identity made of what does not change when a text is reformatted. 32 hexadecimal digits.
    package static func fingerprint(_ parts: [String]) -> String {
        // Lengths keep the parts apart, whatever they contain.
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        return Digest.sha256(Array(text.utf8)).prefix(16).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}
