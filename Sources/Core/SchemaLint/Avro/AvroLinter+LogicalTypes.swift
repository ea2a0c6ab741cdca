internal import Avro
internal import Compatibility
internal import JSONText

/// Logical types, which readers ignore where they are not just right.
extension AvroLinter {
    /// The types each one annotates, the usual one first.
    private static let bases: [String: [String]] = [
        "decimal": ["bytes", "fixed"], "big-decimal": ["bytes"], "uuid": ["string", "fixed"], "date": ["int"],
        "time-millis": ["int"], "time-micros": ["long"], "timestamp-millis": ["long"], "timestamp-micros": ["long"],
        "timestamp-nanos": ["long"], "local-timestamp-millis": ["long"], "local-timestamp-micros": ["long"],
        "local-timestamp-nanos": ["long"], "duration": ["fixed"],
    ]
    private static let names = bases.keys.sorted()

    mutating func checkLogicalType(_ type: AvroType, _ node: JSONNode) {
        guard type.logicalType == nil, let written = node["logicalType"] else { return }
        guard let name = written.asString else {
            return add(AvroLintRules.logicalTypeIgnored, written, type.name?.fullName, "\"logicalType\" is \(written.kindName)")
        }
        guard let bases = Self.bases[name] else {
            let nearest = Spelling.nearest(to: name, among: Self.names)
            let proposals = nearest.map {
                [FixProposal("call it \($0)", [text.editing.replace(written, with: JSONPrinter.quoted($0))])]
            }
            return add(
                AvroLintRules.logicalTypeUnknown, written, type.name?.fullName,
                "the logical type \(JSONPrinter.quoted(name)) is not known",
                proposals ?? [])
        }
        guard bases.contains(type.kind.keyword) else {
            var proposals: [FixProposal] = []
            // Arrays and maps would keep attributes of theirs, and named types their name.
            if bases[0] != "fixed", type.name == nil, node["items"] == nil, node["values"] == nil, let keyword = node["type"] {
                proposals.append(FixProposal("make it \(bases[0])", [text.editing.replace(keyword, with: "\"\(bases[0])\"")]))
            }
            return add(
                AvroLintRules.logicalTypeIgnored, written, type.name?.fullName,
                "the logical type \(name) is ignored on \(type.kind.keyword): it annotates \(bases.joined(separator: " or "))",
                proposals)
        }
        let (problem, proposals) = illFormed(name, node)
        add(
            AvroLintRules.logicalTypeIgnored, written, type.name?.fullName, "the logical type \(name) is ignored: \(problem)",
            proposals)
    }

    /// The right type, and yet no logical type.
    private func illFormed(_ name: String, _ node: JSONNode) -> (problem: String, proposals: [FixProposal]) {
        func sized(_ size: Int) -> [FixProposal] {
            node["size"].map { [FixProposal("give it \(size) bytes", [text.editing.replace($0, with: String(size))])] } ?? []
        }
        switch name {
        case "uuid": return ("its fixed has to have 16 bytes", sized(16))
        case "duration": return ("its fixed has to have 12 bytes", sized(12))
        case "decimal":
            guard node["precision"] != nil else {
                let edit = text.editing.insert("precision", 38, into: node, after: "logicalType")
                return ("it has no \"precision\"", [FixProposal("give it a precision", edit.map { [$0] } ?? [])])
            }
            return (
                "\"precision\" has to be a number from 1 to what the type has room for, \"scale\" one from 0 to the precision", []
            )
        default: return ("its attributes are out of range", [])
        }
    }

    /// A field's attributes are no type's.
    mutating func checkFieldLogicalType(_ field: AvroField, _ node: JSONNode, _ element: String) {
        guard let member = node.member("logicalType"), let type = node["type"] else { return }
        var object = JSONObject()
        object["type"] = type.value
        var edits: [FindingFix.Edit] = []
        for key in ["logicalType", "precision", "scale"] {
            guard let value = node[key] else { continue }
            object[key] = value.value
            if let edit = text.editing.remove(key, from: node) { edits.append(edit) }
        }
        let inner = text.editing.replace(type, with: JSONLine.text(.object(object), spaced: text.editing.isSpaced(node)))
        add(
            AvroLintRules.logicalTypeOnField, member.value, element,
            "the logical type of field \(field.name) stands beside its type and is ignored",
            type.asString == nil ? [] : [FixProposal("move it into the type", [inner] + edits)])
    }
}
