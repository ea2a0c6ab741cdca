internal import Avro
internal import Compatibility
internal import JSONText

/// Fields and their defaults.
extension AvroLinter {
    mutating func checkFields(_ record: AvroRecord, _ node: JSONNode) {
        let owner = record.name.fullName
        let nodes = node["fields"]?.asArray ?? []
        let names = Set(record.fields.map(\.name))
        for (field, node) in zip(record.fields, nodes) {
            let element = "\(owner).\(field.name)"
            checkDefault(field, node, element, owner)
            checkAliases(field, node, names, element, owner)
            checkFieldLogicalType(field, node, element)
            checkAttributes(node, ["name", "type", "doc", "default", "order", "aliases"], element)
            if field.name.unicodeScalars.first.map({ ("A"..."Z").contains($0) }) == true, let name = node["name"] {
                add(AvroLintRules.fieldNameCase, name, element, "field \(field.name) of \(owner) begins with a capital")
            }
            if field.doc?.isEmpty != false {
                add(AvroLintRules.fieldDocMissing, node, element, "field \(field.name) of \(owner) has no doc")
            }
        }
        let named = zip(record.fields, nodes).compactMap { field, node in node["name"].map { (field.name, $0) } }
        checkCase(named, "fields", of: owner)
        checkMixture(named, owner)
    }

    private mutating func checkMixture(_ names: [(name: String, node: JSONNode)], _ owner: String) {
        let snake = names.first { $0.name.dropFirst().contains("_") }
        let camel = names.first { $0.name.first?.isLowercase == true && $0.name.contains(where: \.isUppercase) }
        guard let snake, let camel else { return }
        let later = snake.node.range.start.byteOffset > camel.node.range.start.byteOffset ? snake : camel
        add(AvroLintRules.fieldNamesMixed, later.node, owner, "fields of \(owner) are named \(snake.name) and \(camel.name)")
    }

    private mutating func checkAliases(
        _ field: AvroField, _ node: JSONNode, _ names: Set<String>, _ element: String, _ owner: String
    ) {
        guard let aliases = node["aliases"], let nodes = aliases.asArray else { return }
        let places = Set(nodes.indices.filter { nodes[$0].asString.map(names.contains) == true })
        guard let first = places.min(), let alias = nodes[first].asString else { return }
        let edits =
            places.count == nodes.count
            ? text.editing.remove("aliases", from: node).map { [$0] } ?? [] : text.editing.remove(places, from: aliases)
        add(
            AvroLintRules.aliasAmbiguous, nodes[first], element,
            "the alias \(alias) of field \(field.name) is the name of \(alias == field.name ? "the field itself" : "another field of \(owner)")",
            [FixProposal("drop the alias", edits)])
    }

    private mutating func checkDefault(_ field: AvroField, _ node: JSONNode, _ element: String, _ owner: String) {
        let type = schema[field.type]
        let typeNode = node["type"]
        guard let value = field.defaultValue, let valueNode = node["default"] else {
            if case .union(let branches) = type.kind, let null = branches.firstIndex(where: isNull), let typeNode {
                let edit = text.editing.insert("default", .null, into: node, after: "type").map { [$0] } ?? []
                add(
                    AvroLintRules.optionalWithoutDefault, node, element,
                    "field \(field.name) of \(owner) may be null and has no default",
                    [FixProposal("default it to null", (null == 0 ? [] : first(null, in: typeNode)) + edit)])
            } else {
                let value = SuggestedDefault.value(for: field.type, in: schema)
                let edit = value.flatMap { text.editing.insert("default", $0, into: node, after: "type") }
                add(
                    AvroLintRules.fieldWithoutDefault, node, element, "field \(field.name) of \(owner) has no default",
                    [FixProposal("give it a default", edit.map { [$0] } ?? [])])
            }
            return
        }
        if let problem = unusable(value, as: field.type, depth: 0) {
            let suggestion = SuggestedDefault.value(for: field.type, in: schema)
            let edits = suggestion.map { [text.editing.replace(valueNode, with: JSONLine.text($0, spaced: true))] } ?? []
            add(
                AvroLintRules.defaultUnusable, valueNode, element, "the default of field \(field.name) of \(owner) \(problem)",
                [FixProposal("use the smallest value", edits)])
        }
        guard case .union(let branches) = type.kind, let typeNode, let place = branches.firstIndex(where: { fits(value, $0) }),
            place > 0
        else { return }
        add(
            AvroLintRules.defaultNotOfFirstBranch, valueNode, element,
            "the default of field \(field.name) of \(owner) is of the branch \(word(schema[branches[place]])), which is not the first",
            [FixProposal("put the branch \(word(schema[branches[place]])) first", first(place, in: typeNode))])
    }

    /// Puts a branch in front of the others.
    private func first(_ place: Int, in union: JSONNode) -> [FindingFix.Edit] {
        guard var branches = union.asArray?.map(\.value), branches.indices.contains(place) else { return [] }
        branches.insert(branches.remove(at: place), at: 0)
        return [text.editing.replace(union, with: JSONLine.text(.array(branches), spaced: text.editing.isSpaced(union)))]
    }

    private func isNull(_ id: AvroSchema.TypeID) -> Bool { if case .null = schema[id].kind { true } else { false } }

    /// Whether a default is of the kind of a type, as far as choosing a branch goes.
    private func fits(_ value: JSONValue, _ id: AvroSchema.TypeID) -> Bool {
        switch (schema[id].kind, value) {
        case (.null, .null), (.boolean, .bool), (.string, .string), (.bytes, .string), (.array, .array), (.map, .object):
            return true
        case (.int, .number(let number)): return number.int64.flatMap { Int32(exactly: $0) } != nil
        case (.long, .number(let number)): return number.int64 != nil
        case (.float, .number), (.double, .number): return true
        case (.enumeration(let enumeration), .string(let symbol)): return enumeration.symbols.contains(symbol)
        case (.fixed(let fixed), .string(let text)): return text.unicodeScalars.count == fixed.size
        case (.record(let record), .object(let object)):
            return record.fields.allSatisfy { $0.defaultValue != nil || object[$0.name] != nil }
        default: return false
        }
    }

    /// What keeps readers from using a default that parsers accept.
    private func unusable(_ value: JSONValue, as id: AvroSchema.TypeID, depth: Int) -> String? {
        guard depth < 32 else { return nil }
        switch (schema[id].kind, value) {
        case (.enumeration(let enumeration), .string(let symbol)) where !enumeration.symbols.contains(symbol):
            return "is no symbol of \(enumeration.name)"
        case (.fixed(let fixed), .string(let text)) where text.unicodeScalars.count != fixed.size:
            return "has \(text.unicodeScalars.count) bytes, fixed \(fixed.name) has \(fixed.size)"
        case (.fixed, .string(let text)), (.bytes, .string(let text)):
            return text.unicodeScalars.contains { $0.value > 255 } ? "has characters that are no bytes" : nil
        case (.array(let items), .array(let values)):
            return values.lazy.compactMap { unusable($0, as: items, depth: depth + 1) }.first
        case (.map(let values), .object(let object)):
            return object.members.lazy.compactMap { unusable($0.value, as: values, depth: depth + 1) }.first
        case (.record(let record), .object(let object)):
            return record.fields.lazy.compactMap { field in
                object[field.name].flatMap { unusable($0, as: field.type, depth: depth + 1) }
            }.first
        default: return nil
        }
    }
}
