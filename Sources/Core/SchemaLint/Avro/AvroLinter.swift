internal import Avro
internal import Compatibility
internal import JSONText

/// One look at a schema: every type and field that stands in its own text, once.
struct AvroLinter {
    let text: AvroText
    private var found: [LintProposal] = []

    init(_ text: AvroText) { self.text = text }

    var schema: AvroSchema { text.schema }

    mutating func findings() -> [LintProposal] {
        found = []
        let finite = FiniteValues(schema)
        for index in schema.types.indices.dropFirst(schema.referencedTypeCount) {
            let id = AvroSchema.TypeID(index)
            let type = schema[id]
            guard let place = type.place, let node = text.node(place) else { continue }
            checkLogicalType(type, node)
            checkAttributes(of: type, node)
            switch type.kind {
            case .record(let record):
                checkName(type, node)
                checkFields(record, node)
            case .enumeration(let enumeration):
                checkName(type, node)
                checkEnum(enumeration, node)
            case .fixed: checkName(type, node)
            default: break
            }
            // Of a circle that never ends one is enough: the first in the text.
            if finite.isComplete, finite.cost(id) == nil, !found.contains(where: { $0.rule == AvroLintRules.endless }) {
                add(AvroLintRules.endless, node, type.name?.fullName, "no value of \(word(type)) ever ends")
            }
        }
        return found
    }

    /// - Parameters:
    ///   - node: what is at fault.
    ///   - range: the place, if it is not the whole node's.
    ///   - element: what is at fault by name.
    mutating func add(
        _ rule: LintRule, _ node: JSONNode, at range: TextRange? = nil, _ element: String?, _ sentence: String,
        _ proposals: [FixProposal] = []
    ) {
        let finding = LintFinding(
            rule: rule, pointer: text.pointer(node.range) ?? "", range: range ?? node.range, element: element, sentence: sentence)
        found.append(LintProposal(finding: finding, proposals: proposals.filter { !$0.edits.isEmpty }))
    }

    func word(_ type: AvroType) -> String { type.name.map { "\(type.kind.keyword) \($0)" } ?? type.kind.keyword }

    // MARK: Enums and attributes

    private mutating func checkEnum(_ enumeration: AvroEnum, _ node: JSONNode) {
        let name = enumeration.name.fullName
        guard let symbols = node["symbols"], let nodes = symbols.asArray else { return }
        if enumeration.defaultSymbol == nil, let first = enumeration.symbols.first {
            let known = enumeration.symbols.first {
                ["UNKNOWN", "UNSPECIFIED", "OTHER"].contains($0) || $0.hasSuffix("_UNSPECIFIED")
            }
            let symbol = known ?? first
            let edit = text.editing.insert("default", .string(symbol), into: node, after: "symbols")
            add(
                AvroLintRules.enumWithoutDefault, symbols, name,
                "enum \(name) has no default for symbols that readers do not know",
                [FixProposal("read unknown symbols as \(symbol)", edit.map { [$0] } ?? [])])
        }
        checkCase(zip(enumeration.symbols, nodes).map { ($0, $1) }, "symbols", of: name)
        for (symbol, node) in zip(enumeration.symbols, nodes) where symbol.contains(where: \.isLowercase) {
            add(AvroLintRules.symbolCase, node, name, "symbol \(symbol) of enum \(name) is not in capitals")
        }
    }

    /// Names that only case keeps apart.
    mutating func checkCase(_ names: [(name: String, node: JSONNode)], _ kind: String, of owner: String) {
        var seen: [String: String] = [:]
        for (name, node) in names {
            if let first = seen.updateValue(name, forKey: name.lowercased()) {
                add(
                    AvroLintRules.namesDifferInCase, node, "\(owner).\(name)",
                    "the \(kind) \(first) and \(name) of \(owner) differ in case alone")
            }
        }
    }

    private mutating func checkAttributes(of type: AvroType, _ node: JSONNode) {
        let known =
            switch type.kind {
            case .record: ["type", "name", "namespace", "doc", "aliases", "fields"]
            case .enumeration: ["type", "name", "namespace", "doc", "aliases", "symbols", "default"]
            case .fixed: ["type", "name", "namespace", "doc", "aliases", "size", "logicalType", "precision", "scale"]
            default: ["type", "items", "values", "logicalType", "precision", "scale"]
            }
        checkAttributes(node, known, type.name?.fullName)
    }

    /// Attributes that are one slip away from one of Avro's that is not there.
    mutating func checkAttributes(_ node: JSONNode, _ known: [String], _ element: String?) {
        for member in node.asObject ?? [] where !known.contains(member.key) {
            guard let meant = Spelling.nearest(to: member.key, among: known), node[meant] == nil else { continue }
            let edit = FindingFix.Edit(range: member.keyRange, text: JSONPrinter.quoted(meant))
            add(
                AvroLintRules.attributeMisspelt, member.value, at: member.keyRange, element,
                "the attribute \(JSONPrinter.quoted(member.key)) does nothing; \(JSONPrinter.quoted(meant)) is perhaps meant",
                [FixProposal("call it \(JSONPrinter.quoted(meant))", [edit])])
        }
    }
}

/// Words that are nearly right.
enum Spelling {
    /// The one that takes at most two letters changed, added, left out or swapped to reach, few for short ones. Nil if two are
    /// as near.
    static func nearest(to word: String, among known: [String]) -> String? {
        let ranked = known.map { ($0, distance(plain(word), plain($0))) }.sorted { $0.1 < $1.1 }
        guard let first = ranked.first, first.1 <= (first.0.utf8.count > 5 ? 2 : 1) else { return nil }
        return ranked.count > 1 && ranked[1].1 == first.1 ? nil : first.0
    }

    /// Case, dashes and underscores are slips of their own.
    private static func plain(_ word: String) -> [UInt8] {
        word.lowercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
    }

    /// Edits between two words, a swap of neighbours counting as one; words longer than 40 bytes are far from all.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        guard a.count <= 40, b.count <= 40 else { return .max }
        var rows = Array(repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
        for i in 0...a.count { rows[i][0] = i }
        for j in 0...b.count { rows[0][j] = j }
        for i in a.indices {
            for j in b.indices {
                let cost = a[i] == b[j] ? 0 : 1
                rows[i + 1][j + 1] = min(rows[i][j + 1] + 1, rows[i + 1][j] + 1, rows[i][j] + cost)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    rows[i + 1][j + 1] = min(rows[i + 1][j + 1], rows[i - 1][j - 1] + 1)
                }
            }
        }
        return rows[a.count][b.count]
    }
}
