internal import JSONText

/// Records, enums and fixeds.
extension SchemaReading {
    mutating func record(
        _ node: JSONNode, isError: Bool, namespace: String?, depth: Int
    ) throws(AvroSchemaError) -> AvroSchema.TypeID {
        let name = try name(of: node, namespace: namespace)
        let aliases = try aliases(of: node, name: name)
        let doc = try text("doc", of: node)
        guard let fieldsNode = node["fields"] else {
            throw failure("record \(name) has no \"fields\"", expected: "an array of fields, which may be empty", at: node.range)
        }
        guard let fieldNodes = fieldsNode.asArray else {
            throw failure(
                "\"fields\" of record \(name) is \(fieldsNode.kindName)", expected: "an array of fields", at: fieldsNode.range,
                inside: "fields")
        }
        // The record is known by name before its fields are read, for they may use it.
        var record = AvroRecord(name: name, aliases: aliases, doc: doc, fields: [], isError: isError)
        record.namePlace = node["name"].flatMap { place($0.range) }
        let id = add(AvroType(kind: .record(record), place: place(node.range)))
        let earlier = names[name.fullName]
        if earlier == nil { names[name.fullName] = id }
        unfinished.insert(id)
        record.fields = try fields(fieldNodes, of: name, id: id, depth: depth)
        unfinished.remove(id)
        types[id.index] = annotated(.record(record), node)
        return try define(name, id, earlier: earlier, node)
    }

    private mutating func fields(
        _ nodes: [JSONNode], of record: AvroName, id: AvroSchema.TypeID, depth: Int
    ) throws(AvroSchemaError) -> [AvroField] {
        var fields: [AvroField] = []
        fields.reserveCapacity(nodes.count)
        var places: [String: TextRange] = [:]
        path.append("fields")
        for (index, node) in nodes.enumerated() {
            path.append(String(index))
            let field = try field(node, of: record, depth: depth)
            if let first = places.updateValue(node.range, forKey: field.name) {
                throw failure(
                    "record \(record) has the field \(JSONPrinter.quoted(field.name)) here and at \(first)", at: node.range)
            }
            if let value = node["default"] {
                defaults.append(
                    WrittenDefault(record: id, field: index, name: field.name, type: field.type, node: value, path: path))
            }
            fields.append(field)
            path.removeLast()
        }
        path.removeLast()
        return fields
    }

    private mutating func field(_ node: JSONNode, of record: AvroName, depth: Int) throws(AvroSchemaError) -> AvroField {
        guard let members = node.asObject else {
            throw failure("a field of record \(record) is \(node.kindName)", expected: "an object", at: node.range)
        }
        guard let nameNode = node["name"] else {
            throw failure("a field of record \(record) has no \"name\"", expected: "\"name\"", at: node.range)
        }
        let name = try wellFormed(nameNode, "field of record \(record)")
        guard let typeNode = node["type"] else {
            throw failure(
                "field \(JSONPrinter.quoted(name)) of record \(record) has no \"type\"", expected: "\"type\"", at: node.range)
        }
        path.append("type")
        let type = try type(typeNode, namespace: record.namespace, depth: depth + 1)
        path.removeLast()
        var field = AvroField(
            name: name, aliases: [], doc: try text("doc", of: node), type: type, defaultValue: nil, order: try order(node),
            properties: JSONObject(), place: place(node.range))
        field.typePlace = place(typeNode.range)
        var aliases: Set<String> = []
        field.aliases = try strings("aliases", of: node).filter { aliases.insert($0).inserted }
        if let value = node["default"] { field.defaultValue = try defaultValue(value, for: type, field: name) }
        for member in members where !Self.reservedInFields.contains(member.key) {
            field.properties[member.key] = member.value.value
        }
        return field
    }

    private static let reservedInFields: Set<String> = ["name", "type", "doc", "default", "order", "aliases"]

    private func order(_ node: JSONNode) throws(AvroSchemaError) -> AvroField.Order {
        guard let order = node["order"] else { return .ascending }
        guard let word = order.asString, let known = AvroField.Order(rawValue: word.lowercased()) else {
            throw failure(
                "\"order\" says nothing known", expected: "ascending, descending or ignore", at: order.range, inside: "order")
        }
        return known
    }

    mutating func enumeration(_ node: JSONNode, namespace: String?) throws(AvroSchemaError) -> AvroSchema.TypeID {
        let name = try name(of: node, namespace: namespace)
        let aliases = try aliases(of: node, name: name)
        guard let symbolsNode = node["symbols"], let symbolNodes = symbolsNode.asArray else {
            var failure = failure(
                "enum \(name) has no array \"symbols\"", expected: "an array of names", at: node["symbols"]?.range ?? node.range)
            failure.fault = .symbols(node["symbols"]?.value)
            throw failure
        }
        var symbols: [String] = []
        var places: [String: TextRange] = [:]
        path.append("symbols")
        for (index, symbolNode) in symbolNodes.enumerated() {
            path.append(String(index))
            let symbol = try wellFormed(symbolNode, "symbol of enum \(name)")
            if let first = places.updateValue(symbolNode.range, forKey: symbol) {
                throw failure("enum \(name) has the symbol \(symbol) here and at \(first)", at: symbolNode.range)
            }
            symbols.append(symbol)
            path.removeLast()
        }
        path.removeLast()
        var enumeration = AvroEnum(
            name: name, aliases: aliases, doc: try text("doc", of: node), symbols: symbols, defaultSymbol: nil)
        enumeration.namePlace = node["name"].flatMap { place($0.range) }
        enumeration.symbolsPlace = place(symbolsNode.range)
        // Java takes a default that is no text for none, and so has stored some.
        if let value = node["default"], strictness.checksDefaults || value.asString != nil {
            guard let symbol = value.asString, places[symbol] != nil else {
                throw failure(
                    "the default of enum \(name) is none of its symbols", expected: "one of its symbols", at: value.range,
                    inside: "default")
            }
            enumeration.defaultSymbol = symbol
        }
        let id = add(annotated(.enumeration(enumeration), node))
        return try define(name, id, earlier: names[name.fullName], node)
    }

    mutating func fixed(_ node: JSONNode, namespace: String?) throws(AvroSchemaError) -> AvroSchema.TypeID {
        let name = try name(of: node, namespace: namespace)
        let sizeNode = node["size"]
        guard let number = sizeNode?.asNumber, number.isWrittenAsInteger, let size = number.int64.flatMap({ Int32(exactly: $0) }),
            size >= 0
        else {
            throw failure(
                "fixed \(name) has no usable \"size\"", expected: "a whole number of bytes from 0 to \(Int32.max)",
                at: sizeNode?.range ?? node.range)
        }
        var fixed = AvroFixed(
            name: name, aliases: try aliases(of: node, name: name), doc: try text("doc", of: node), size: Int(size))
        fixed.namePlace = node["name"].flatMap { place($0.range) }
        fixed.sizePlace = sizeNode.flatMap { place($0.range) }
        let id = add(annotated(.fixed(fixed), node))
        return try define(name, id, earlier: names[name.fullName], node)
    }

    /// Enters a finished type under its name. The same definition once more is the first one; another one is refused.
    private mutating func define(
        _ name: AvroName, _ id: AvroSchema.TypeID, earlier: AvroSchema.TypeID?, _ node: JSONNode
    ) throws(AvroSchemaError) -> AvroSchema.TypeID {
        guard let earlier, earlier != id else {
            names[name.fullName] = id
            return id
        }
        // A record that contains a type of its own name is not finished yet and cannot be compared.
        if !unfinished.contains(earlier), SchemaEquivalence.areEquivalent(earlier, id, in: types) { return earlier }
        let place = types[earlier.index].place.map { " at \($0)" } ?? ""
        throw failure("Can't redefine: \(name), which is defined differently\(place)", at: node.range)
    }

    // MARK: Attributes

    private func name(of node: JSONNode, namespace: String?) throws(AvroSchemaError) -> AvroName {
        guard let nameNode = node["name"] else {
            throw failure("a \(node["type"]?.asString ?? "type") has no \"name\"", expected: "\"name\"", at: node.range)
        }
        guard let text = nameNode.asString else {
            throw failure("a name is \(nameNode.kindName)", expected: "a string", at: nameNode.range, inside: "name")
        }
        let stated = try self.text("namespace", of: node)
        let name = AvroName(text, in: stated.map { AvroName.nonEmpty($0) } ?? namespace)
        try check(name.name, "name of a type", at: nameNode.range, inside: "name")
        try checkNamespace(name.namespace, at: text.contains(".") ? nameNode.range : node["namespace"]?.range ?? nameNode.range)
        if AvroName.primitives.contains(name.fullName) {
            throw failure(
                "a type is named \(JSONPrinter.quoted(name.fullName)) like a primitive type",
                expected: "another name, or a namespace", at: nameNode.range, inside: "name")
        }
        return name
    }

    private func aliases(of node: JSONNode, name: AvroName) throws(AvroSchemaError) -> [AvroName] {
        var aliases: [AvroName] = []
        var seen: Set<AvroName> = []
        for text in try strings("aliases", of: node) {
            let alias = AvroName(text, in: name.namespace)
            let range = node["aliases"]?.range ?? node.range
            // Namespaces go unchecked, as in Java: an alias may have to name a type from before they were.
            if strictness.checksNamespaces { try check(alias.name, "alias of \(name)", at: range, inside: "aliases") }
            if seen.insert(alias).inserted { aliases.append(alias) }
        }
        return aliases
    }

    private func wellFormed(_ node: JSONNode, _ role: String) throws(AvroSchemaError) -> String {
        guard let text = node.asString else {
            throw failure("a name is \(node.kindName)", expected: "a string as \(role)", at: node.range)
        }
        try check(text, role, at: node.range)
        return text
    }

    private func check(_ name: String, _ role: String, at range: TextRange, inside key: String? = nil) throws(AvroSchemaError) {
        guard AvroName.isWellFormed(name, asciiOnly: strictness.asciiNames) else {
            var failure = failure(
                "\(JSONPrinter.quoted(name)) cannot be a \(role)",
                expected: "letters, digits and underscores, beginning with no digit", at: range, inside: key)
            failure.fault = .name(name)
            throw failure
        }
    }

    private func checkNamespace(_ namespace: String?, at range: TextRange) throws(AvroSchemaError) {
        guard strictness.checksNamespaces, let namespace else { return }
        for part in namespace.split(separator: ".", omittingEmptySubsequences: false) {
            guard AvroName.isWellFormed(String(part), asciiOnly: strictness.asciiNames) else {
                var failure = failure(
                    "\(JSONPrinter.quoted(namespace)) cannot be a namespace",
                    expected: "names separated by single dots", at: range)
                failure.fault = .name(namespace)
                throw failure
            }
        }
    }

    /// A text attribute; null counts as absent. Another kind of value is refused in new schemas and dropped in old ones.
    private func text(_ key: String, of node: JSONNode) throws(AvroSchemaError) -> String? {
        guard let value = node[key] else { return nil }
        if case .null = value.content { return nil }
        guard let text = value.asString else {
            if !strictness.asciiNames { return nil }
            throw failure("\"\(key)\" is \(value.kindName)", expected: "a string", at: value.range, inside: key)
        }
        return text
    }

    private func strings(_ key: String, of node: JSONNode) throws(AvroSchemaError) -> [String] {
        guard let value = node[key] else { return [] }
        guard let elements = value.asArray else {
            throw failure("\"\(key)\" is \(value.kindName)", expected: "an array of strings", at: value.range, inside: key)
        }
        var texts: [String] = []
        for element in elements {
            guard let text = element.asString else {
                throw failure("\"\(key)\" contains \(element.kindName)", expected: "strings", at: element.range, inside: key)
            }
            texts.append(text)
        }
        return texts
    }
}
