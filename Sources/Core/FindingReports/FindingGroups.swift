package import Compatibility
internal import JSONText

/// An older version as reports name it.
package struct ReportedVersion: Sendable {
    /// Of the registry, or the place in a list of files.
    package var number: Int
    /// `v7`, `git 4f2c91a`
    package var label: String
    /// `id 1042`
    package var remark: String?
    /// Where its text is found: `orders-value@7`, a file.
    package var name: String
    package var text: String

    package init(number: Int, label: String, remark: String? = nil, name: String, text: String) {
        self.number = number
        self.label = label
        self.remark = remark
        self.name = name
        self.text = text
    }
}

/// A finding of the verdict with what it is about.
package struct FindingAgainst: Sendable {
    package var finding: SchemaFinding
    package var version: ReportedVersion
    /// Whether the version before has the same break, so that this change has not made it.
    package var isKnown: Bool

    package init(_ finding: SchemaFinding, version: ReportedVersion, isKnown: Bool) {
        self.finding = finding
        self.version = version
        self.isKnown = isKnown
    }
}

extension ReportedFinding {
    /// A new schema, as findings are told about it.
    package struct Context {
        package var file: String
        package var text: String
        package var subject: String?
        package var level: CompatibilityLevel

        package init(file: String, text: String, subject: String?, level: CompatibilityLevel) {
            self.file = file
            self.text = text
            self.subject = subject
            self.level = level
        }
    }

    /// Findings that say the same of several versions become one; the others keep their order, new ones before known ones.
    package static func grouped(_ findings: [FindingAgainst], in context: Context) -> [ReportedFinding] {
        struct Key: Hashable {
            var rule: String, direction: CompatibilityDirection, path: String, sentence: String, place: TextRange?, isKnown: Bool
        }
        var groups: [[FindingAgainst]] = [], places: [Key: Int] = [:]
        for item in findings {
            let key = Key(
                rule: item.finding.rule.id, direction: item.finding.direction, path: item.finding.place,
                sentence: item.finding.sentence, place: item.finding.newPlace, isKnown: item.isKnown)
            if let place = places[key] {
                groups[place].append(item)
            } else {
                places[key] = groups.count
                groups.append([item])
            }
        }
        let excerpts = SourceExcerpt(of: context.text)
        var reported = groups.map { ReportedFinding($0, in: context, excerpts) }
        var seen: [String: Int] = [:]
        for index in reported.indices {
            let count = seen[reported[index].fingerprint, default: 0]
            seen[reported[index].fingerprint] = count + 1
            // Two types that changed in one union, say: each needs an identity of its own.
            if count > 0 { reported[index].fingerprint = fingerprint([reported[index].fingerprint, String(count)]) }
        }
        return reported.filter { $0.level != .note } + reported.filter { $0.level == .note }
    }

    /// - Parameter group: not empty; the newest version first.
    private init(_ group: [FindingAgainst], in context: Context, _ excerpts: SourceExcerpt) {
        let first = group[0], finding = first.finding
        let identity = [finding.rule.id, finding.direction.rawValue, context.subject ?? context.file, finding.place]
        self.init(
            rule: finding.rule.id, ruleSummary: finding.rule.summary, ruleHint: finding.rule.hint,
            level: first.isKnown ? .note : finding.level,
            sentence: first.isKnown ? finding.sentence + " (known break, does not fail this run)" : finding.sentence,
            file: context.file, subject: context.subject, range: finding.newPlace, pointer: finding.pathText,
            excerpt: finding.newPlace.map(excerpts.marked) ?? [],
            details: Self.details(group, context.level),
            related: group.map { .init(name: $0.version.name, label: $0.version.label, range: $0.finding.oldPlace) },
            fixes: finding.fixes, fingerprint: Self.fingerprint(identity),
            objects: group.map { item in
                var object = item.finding.json.asObject ?? JSONObject()
                object["level"] = .string((item.isKnown ? FindingLevel.note : item.finding.level).rawValue)
                object["file"] = .string(context.file)
                object["subject"] = context.subject.map { .string($0) } ?? .null
                object["old"] = .string(item.version.name)
                object["known"] = .bool(item.isKnown)
                object["fingerprint"] = .string(item.finding.fingerprint(subject: context.subject ?? context.file))
                return object
            })
    }

    private static func details(_ group: [FindingAgainst], _ level: CompatibilityLevel) -> [Detail] {
        let first = group[0], finding = first.finding
        var details = [Detail("rule", [rule(finding, level)])]
        let parts = [
            finding.rule.confluentErrorType.map { "registry type: \($0)" }, finding.element == nil ? nil : finding.pathText,
        ].compactMap { $0 }
        details.append(
            Detail("path", [finding.place + (parts.isEmpty ? "" : "   (\(parts.joined(separator: ", ")))")]))
        details.append(Detail("before", [before(group)]))
        if let witness = finding.witness {
            let (old, new) = (first.version.label, "the new schema")
            let (writer, reader) = finding.direction == .backward ? (old, new) : (new, old)
            let record = witness.type.map { "this \($0)" } ?? "this record"
            details.append(
                Detail(
                    "breaks",
                    ["\(record), written with \(writer):", "  " + clipped(witness.json)]
                        + wrapped("read with \(reader) ->  \(witness.outcome)")))
        }
        if let harmless = finding.harmless { details.append(Detail("wire", wrapped("nothing breaks there: \(harmless)"))) }
        if first.isKnown {
            let old = first.version.label
            details.append(
                Detail("note", ["the version before breaks in the same way; a registry that compares with \(old) refuses both"]))
        } else {
            details.append(Detail("fix", finding.fixes.isEmpty ? wrapped(finding.rule.hint) : fixes(finding.fixes)))
        }
        return details
    }

    /// The level's promise that is broken, as a sentence about readers and writers.
    private static func rule(_ finding: SchemaFinding, _ level: CompatibilityLevel) -> String {
        // What only a policy asks is no matter of reading alone.
        if finding.protobufPath != nil, finding.rule.confluentErrorType == nil { return "policy: \(finding.rule.summary)" }
        let old = level.isTransitive ? "every earlier version" : "the version before it"
        switch finding.direction {
        case .backward: return "\(level.rawValue): a reader on the new schema must read what \(old) wrote"
        case .forward: return "\(level.rawValue): a reader on \(old) must read what the new schema writes"
        }
    }

    /// `v7 (id 1042), orders-value@7:3:5  {"name": …}       also v6, v5`
    private static func before(_ group: [FindingAgainst]) -> String {
        let version = group[0].version, finding = group[0].finding
        var text = version.label + (version.remark.map { " (\($0))" } ?? "")
        if let place = finding.oldPlace {
            text += ", \(version.name):\(place)"
            if let fragment = finding.before.map(oneLine) ?? SourceExcerpt(of: version.text).trimmedLine(place.start.line) {
                text += "  \(clipped(fragment))"
            }
        }
        let others = group.dropFirst().map(\.version.label)
        return others.isEmpty ? text : "\(text)       also \(VersionList.text(others))"
    }

    /// Each with the repaired line, the titles in one column.
    static func fixes(_ fixes: [FindingFix]) -> [String] {
        let titles = fixes.enumerated().map { ($0.offset == 0 ? "" : "or ") + $0.element.title }
        let width = titles.map(\.unicodeScalars.count).max() ?? 0
        return zip(titles, fixes).map { title, fix in
            let padding = String(repeating: " ", count: width - title.unicodeScalars.count)
            // Edits stand in the order of the text, so that nothing before the first has moved.
            let line = fix.edits.first.flatMap { edit in
                edit.text.isEmpty ? nil : SourceExcerpt(of: fix.text).trimmedLine(edit.range.start.line)
            }
            return line.map { "\(title)\(padding)   \($0)" } ?? title
        }
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Lines of at most a hundred scalars, broken at blanks.
    static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if let last = lines.last, last.unicodeScalars.count + word.unicodeScalars.count < 100 {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    private static func clipped(_ text: String) -> String {
        let scalars = text.unicodeScalars
        return scalars.count <= 100 ? text : String(String.UnicodeScalarView(scalars.prefix(100))) + "…"
    }
}

extension SchemaFinding {
    /// What is at fault, by its name where it has one.
    package var place: String { element ?? pathText }
}

/// Versions in few words.
package enum VersionList {
    /// `v7, v6, v5` as `v5–v7`; names without a number as they are.
    package static func text(_ labels: [String]) -> String {
        let numbers = labels.compactMap { $0.first == "v" ? Int($0.dropFirst()) : nil }.sorted()
        var parts: [String] = []
        var rest = numbers[...]
        while let first = rest.popFirst() {
            var last = first
            while let next = rest.first, next == last + 1 {
                last = next
                rest.removeFirst()
            }
            switch last - first {
            case 0: parts.append("v\(first)")
            case 1: parts += ["v\(first)", "v\(last)"]
            default: parts.append("v\(first)–v\(last)")
            }
        }
        return (parts + labels.filter { $0.first != "v" || Int($0.dropFirst()) == nil }).joined(separator: ", ")
    }
}
