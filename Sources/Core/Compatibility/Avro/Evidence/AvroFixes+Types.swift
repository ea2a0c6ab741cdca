internal import Avro
internal import JSONText

/// Types that changed.
extension AvroFixes {
    /// Puts the old type where the new one stands, or a union of both.
    func restored(
        _ newPlace: TextRange?, _ oldPlace: TextRange?, _ oldType: AvroSchema.TypeID, orBoth: Bool
    ) -> [FixProposal] {
        guard let node = newPlace.flatMap(new.node) else { return [] }
        let isSpaced = new.editing.isSpaced(node)
        let word = word(old.schema[oldType])
        var proposals = fragments(oldPlace, oldType).map { value in
            FixProposal("keep the type \(word)", [new.editing.replace(node, with: JSONLine.text(value, spaced: isSpaced))])
        }
        if orBoth, node.asArray == nil {
            proposals += fragments(oldPlace, oldType).map { value in
                let both: JSONValue = [node.value, value]
                return FixProposal("take \(word) as well", [new.editing.replace(node, with: JSONLine.text(both, spaced: isSpaced))])
            }
        }
        return proposals
    }

    /// A named type has another name.
    func renamed(_ newType: AvroSchema.TypeID, _ oldType: AvroSchema.TypeID) -> [FixProposal] {
        guard let node = new.schema[newType].place.flatMap(new.node), let nameNode = node["name"], let written = nameNode.asString,
            let oldName = old.schema[oldType].name, let newName = new.schema[newType].name
        else { return [] }
        var proposals: [FixProposal] = []
        if isBackward {
            // An alias without a namespace takes the type's own.
            let text = oldName.namespace == newName.namespace ? oldName.name : oldName.fullName
            let sibling = node["namespace"] == nil ? "name" : "namespace"
            if oldName.namespace != nil || newName.namespace == nil,
                let edit = alias(text, [], node, after: sibling)
            {
                proposals.append(FixProposal("give it the alias \(JSONPrinter.quoted(text))", [edit]))
            }
        }
        let prefix = written.lastIndex(of: ".").map { String(written[...$0]) } ?? ""
        let uses = new.tree.strings().filter { $0.value.asString == written || $0.value.asString == newName.fullName }
        let edits = uses.filter { $0.key != "default" && $0.key != "doc" }.map { use in
            let full = use.value.asString == newName.fullName && newName.fullName != written
            let name = full ? AvroName(namespace: newName.namespace, name: oldName.name).fullName : prefix + oldName.name
            return new.editing.replace(use.value, with: JSONPrinter.quoted(name))
        }
        proposals.append(FixProposal("name it \(oldName.name) again", edits))
        if edits.count > 1 {
            let only = new.editing.replace(nameNode, with: JSONPrinter.quoted(prefix + oldName.name))
            proposals.append(FixProposal("name it \(oldName.name) again", [only]))
        }
        return proposals
    }

    /// Symbols that data may hold and the new enum does not have.
    func lost(_ symbols: [String], _ newType: AvroSchema.TypeID) -> [FixProposal] {
        guard case .enumeration(let enumeration) = new.schema[newType].kind, let node = new.schema[newType].place.flatMap(new.node),
            let list = node["symbols"]
        else { return [] }
        var proposals: [FixProposal] = []
        let isSpaced = new.editing.isSpaced(list)
        let missing = symbols.map { JSONPrinter.quoted($0) }.joined(separator: isSpaced ? ", " : ",")
        if let edit = new.editing.insert(.string(symbols[0]), into: list) {
            // The first one brings its comma, the others follow it on the same line.
            let text = edit.text.replacing(JSONPrinter.quoted(symbols[0]), with: missing)
            let title = "keep the symbol\(symbols.count == 1 ? "" : "s") \(symbols.joined(separator: ", "))"
            proposals.append(FixProposal(title, [FindingFix.Edit(range: edit.range, text: text)]))
        }
        if let first = enumeration.symbols.first, let edit = new.editing.insert("default", .string(first), into: node, after: "symbols") {
            proposals.append(FixProposal("read unknown symbols as \(first)", [edit]))
        }
        return proposals
    }

    /// Symbols that readers on the old schema do not know.
    func gained(_ symbols: [String], _ newType: AvroSchema.TypeID) -> [FixProposal] {
        guard case .enumeration(let enumeration) = new.schema[newType].kind,
            let list = new.schema[newType].place.flatMap(new.node)?["symbols"]
        else { return [] }
        let places = Set(enumeration.symbols.indices.filter { symbols.contains(enumeration.symbols[$0]) })
        let title = "leave the symbol\(symbols.count == 1 ? "" : "s") \(symbols.joined(separator: ", ")) out until readers know "
        return [FixProposal(title + (symbols.count == 1 ? "it" : "them"), new.editing.remove(places, from: list))]
    }

    func sized(_ newType: AvroSchema.TypeID, _ oldType: AvroSchema.TypeID) -> [FixProposal] {
        guard case .fixed(let fixed) = old.schema[oldType].kind, let node = new.schema[newType].place.flatMap(new.node)?["size"] else {
            return []
        }
        return [FixProposal("keep the size of \(fixed.size)", [new.editing.replace(node, with: String(fixed.size))])]
    }
}

extension JSONNode {
    /// Every string in the tree with the key it stands under, or that its array does. No recursion.
    fileprivate func strings() -> [(key: String?, value: JSONNode)] {
        var found: [(key: String?, value: JSONNode)] = []
        var pending: [(key: String?, value: JSONNode)] = [(nil, self)]
        while let (key, node) = pending.popLast() {
            switch node.content {
            case .string: found.append((key, node))
            case .array(let elements): pending += elements.map { (key, $0) }
            case .object(let members): pending += members.map { ($0.key, $0.value) }
            default: break
            }
        }
        return found
    }
}
