internal import Avro
internal import JSONText

/// Fields that came and went.
extension AvroFixes {
    /// The new field has no default, and the old record no such field.
    func added(_ name: String, in newType: AvroSchema.TypeID, old oldType: AvroSchema.TypeID) -> [FixProposal] {
        guard case .record(let record) = new.schema[newType].kind, let field = record.fields.first(where: { $0.name == name }),
            let node = field.place.flatMap(new.node), let type = node["type"]
        else { return [] }
        var proposals: [FixProposal] = []
        let suggestion = SuggestedDefault.value(for: field.type, in: new.schema)
        if let suggestion, let edit = new.editing.insert("default", suggestion, into: node, after: "type") {
            proposals.append(FixProposal("give it a default", [edit]))
        }
        if suggestion != .some(.null), let edits = optional(type, field), let edit = new.editing.insert("default", .null, into: node, after: "type") {
            proposals.append(FixProposal("make it optional", edits + [edit]))
        }
        if case .record(let oldRecord) = old.schema[oldType].kind {
            let kept = Set(record.fields.map(\.name))
            for candidate in oldRecord.fields.prefix(100) where !kept.contains(candidate.name) {
                if let edit = alias(candidate.name, field.aliases, node, after: "name") {
                    proposals.append(FixProposal("read it from the old field \(JSONPrinter.quoted(candidate.name))", [edit]))
                }
            }
        }
        return proposals
    }

    /// Puts null first, which the default then is.
    private func optional(_ type: JSONNode, _ field: AvroField) -> [FindingFix.Edit]? {
        let isSpaced = new.editing.isSpaced(type)
        guard let branches = type.asArray else {
            guard case .union = new.schema[field.type].kind else {
                let values: JSONValue = ["null", type.value]
                return [new.editing.replace(type, with: JSONLine.text(values, spaced: isSpaced))]
            }
            return nil
        }
        let others = branches.map(\.value).filter { $0 != "null" }
        return [new.editing.replace(type, with: JSONLine.text(.array(["null"] + others), spaced: isSpaced))]
    }

    /// The old record has a field without a default, and the new record no such field.
    func removed(_ name: String, from newType: AvroSchema.TypeID, old oldType: AvroSchema.TypeID) -> [FixProposal] {
        guard case .record(let record) = old.schema[oldType].kind, let place = record.fields.firstIndex(where: { $0.name == name }),
            case .record(let now) = new.schema[newType].kind, let node = new.schema[newType].place.flatMap(new.node),
            let fields = node["fields"]
        else { return [] }
        var proposals: [FixProposal] = []
        let before = Set(record.fields.map(\.name))
        for candidate in now.fields.prefix(100) where !before.contains(candidate.name) {
            // Renamed, perhaps: readers on the old schema know the old name alone.
            guard let nameNode = candidate.place.flatMap(new.node)?["name"] else { continue }
            let edit = new.editing.replace(nameNode, with: JSONPrinter.quoted(name))
            proposals.append(FixProposal("name the field \(JSONPrinter.quoted(candidate.name)) \(JSONPrinter.quoted(name)) again", [edit]))
        }
        // Behind the field it stood behind, if that is still there.
        let neighbour = record.fields[..<place].last { field in now.fields.contains { $0.name == field.name } }
        let position = neighbour.flatMap { field in now.fields.firstIndex { $0.name == field.name } }
        for value in fieldFragments(record.fields[place]) {
            guard let edit = new.editing.insert(value, into: fields, behind: position) else { continue }
            proposals.insert(FixProposal("keep the field \(JSONPrinter.quoted(name))", [edit]), at: 0)
        }
        return proposals
    }

    /// The old field as it was written, and with its type spelt out.
    private func fieldFragments(_ field: AvroField) -> [JSONValue] {
        guard let written = field.place.flatMap(old.node)?.value.asObject else { return [] }
        return fragments(field.typePlace, field.type).map { type in
            var object = written
            object["type"] = type
            return .object(object)
        }
    }

    /// A field's name and aliases fit several of the old fields: the aliases that do are too many.
    func ambiguous(_ name: String, _ candidates: [String], in newType: AvroSchema.TypeID) -> [FixProposal] {
        guard case .record(let record) = new.schema[newType].kind, let field = record.fields.first(where: { $0.name == name }),
            let node = field.place.flatMap(new.node), let aliases = node["aliases"]
        else { return [] }
        let keepers = candidates.contains(name) ? [name] : candidates
        return keepers.map { keeper in
            let kept = field.aliases.filter { !candidates.contains($0) || ($0 == keeper && keeper != name) }
            let edit =
                kept.isEmpty
                ? new.editing.remove("aliases", from: node)
                : new.editing.replace(aliases, with: JSONLine.text(.array(kept.map { .string($0) }), spaced: new.editing.isSpaced(node)))
            let title = keeper == name ? "drop the aliases of other fields" : "keep the alias \(JSONPrinter.quoted(keeper)) alone"
            return FixProposal(title, edit.map { [$0] } ?? [])
        }.filter { !$0.edits.isEmpty }
    }

    /// An old field's name and aliases fit several of the new fields: all but one are too many.
    func surplus(_ name: String, _ candidates: [String], in newType: AvroSchema.TypeID) -> [FixProposal] {
        guard case .record(let record) = new.schema[newType].kind,
            let fields = new.schema[newType].place.flatMap(new.node)?["fields"]
        else { return [] }
        return candidates.prefix(10).map { keeper in
            let places = record.fields.indices.filter { candidates.contains(record.fields[$0].name) && record.fields[$0].name != keeper }
            let others = candidates.filter { $0 != keeper }.map { JSONPrinter.quoted($0) }.joined(separator: ", ")
            return FixProposal("leave out the field \(others)", new.editing.remove(Set(places), from: fields))
        }
    }

    /// Adds to the aliases of a field or type.
    func alias(_ alias: String, _ existing: [String], _ node: JSONNode, after sibling: String) -> FindingFix.Edit? {
        if let aliases = node["aliases"] { return new.editing.insert(.string(alias), into: aliases) }
        return new.editing.insert("aliases", [.string(alias)], into: node, after: sibling)
    }
}
