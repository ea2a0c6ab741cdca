internal import JSONText

/// One run of the parser: the types read so far, the names they have, and where in the JSON the reading is.
struct SchemaReading {
    let strictness: AvroSchemaParser.Strictness
    let limits: AvroSchemaParser.Limits
    var types: [AvroType] = []
    /// Full names of the types defined so far.
    var names: [String: AvroSchema.TypeID] = [:]
    /// Records whose fields are being read.
    var unfinished: Set<AvroSchema.TypeID> = []
    /// Keys and indices that lead to what is being read.
    var path: [String] = []
    /// The reference being read, nil for the main text.
    var reference: String?
    /// Defaults of the text being read, in its order, for checking when all types are known.
    var defaults: [WrittenDefault] = []
    /// How many values each checked default stands for, in all texts read.
    var defaultSizes: [FieldKey: Int] = [:]

    init(strictness: AvroSchemaParser.Strictness, limits: AvroSchemaParser.Limits) {
        self.strictness = strictness
        self.limits = limits
    }

    mutating func begin(reference: String?) {
        self.reference = reference
        path = []
        defaults = []
    }

    /// Reads a whole text and checks what only the whole can tell.
    /// - Parameter isUsed: whether the text is a schema to be used, not only one to be referred to.
    mutating func root(of text: String, isUsed: Bool) throws(AvroSchemaError) -> AvroSchema.TypeID {
        let jsonLimits = JSONLimits(maxDepth: 4 * limits.maxDepth, maxBytes: limits.maxBytes)
        let tree: JSONNode
        do throws(JSONError) {
            tree = try JSONParser.parseTree(text, limits: jsonLimits)
        } catch {
            let range = TextRange(start: error.position, end: error.position)
            var refusal = AvroSchemaError("the text is not JSON: \(error.problem)", at: range, reference: reference)
            refusal.isLimit = error.isLimit
            throw refusal
        }
        let root = try type(tree, namespace: nil, depth: 0)
        if isUsed {
            let longest = TypeGraph(types).longestPath(from: root)
            guard longest <= limits.maxPathLength else {
                throw limit("types use each other over \(longest) steps, \(limits.maxPathLength) are allowed", at: tree.range)
            }
        }
        if strictness.checksDefaults { try checkDefaults() }
        return root
    }

    mutating func type(_ node: JSONNode, namespace: String?, depth: Int) throws(AvroSchemaError) -> AvroSchema.TypeID {
        guard depth < limits.maxDepth else {
            throw limit("types nest deeper than the \(limits.maxDepth) levels allowed", at: node.range)
        }
        switch node.content {
        case .string(let name): return try use(name, namespace: namespace, at: node.range)
        case .array(let branches): return try union(branches, namespace: namespace, depth: depth, at: node.range)
        case .object: return try declaration(node, namespace: namespace, depth: depth)
        default:
            throw failure(
                "\(node.kindName) is no type", expected: "a type name, an object with \"type\", or an array of union branches",
                at: node.range)
        }
    }

    /// A type mentioned by name.
    private mutating func use(
        _ text: String, namespace: String?, at range: TextRange
    ) throws(AvroSchemaError) -> AvroSchema.TypeID {
        if let primitive = Self.primitive(text) { return add(AvroType(kind: primitive, place: place(range))) }
        if let id = lookUp(text, namespace: namespace) { return id }
        throw failure(
            "\(JSONPrinter.quoted(text)) is not a defined name",
            expected: "a primitive type, or a record, enum or fixed defined before this place or in a reference", at: range)
    }

    /// A simple name means the namespace in force, then none.
    private func lookUp(_ text: String, namespace: String?) -> AvroSchema.TypeID? {
        let name = AvroName(text, in: namespace)
        if let id = names[name.fullName] { return id }
        guard let id = names[name.name] else { return nil }
        // Java once fell back to the bare name for dotted names too, and from within the type itself: stored schemas may
        // rest on that, new ones may not.
        return strictness.checksNamespaces && (text.contains(".") || unfinished.contains(id)) ? nil : id
    }

    private mutating func declaration(
        _ node: JSONNode, namespace: String?, depth: Int
    ) throws(AvroSchemaError) -> AvroSchema.TypeID {
        guard let keyword = node["type"] else {
            throw failure("an object without \"type\" is no type", expected: "\"type\"", at: node.range)
        }
        guard let word = keyword.asString else {
            throw failure(
                "\"type\" of a type is \(keyword.kindName)", expected: "a type name, such as \"record\" or \"string\"",
                at: keyword.range, inside: "type")
        }
        switch word {
        case "record", "error": return try record(node, isError: word == "error", namespace: namespace, depth: depth)
        case "enum": return try enumeration(node, namespace: namespace)
        case "fixed": return try fixed(node, namespace: namespace)
        case "array":
            return try collection(node, "items", namespace: namespace, depth: depth) { .array(items: $0) }
        case "map":
            return try collection(node, "values", namespace: namespace, depth: depth) { .map(values: $0) }
        default:
            if let primitive = Self.primitive(word) {
                return add(annotated(primitive, node))
            }
            if let id = lookUp(word, namespace: namespace) { return id }
            throw failure(
                "\(JSONPrinter.quoted(word)) is not a defined name",
                expected: "record, enum, array, map, fixed, a primitive type, or a name defined before this place",
                at: keyword.range, inside: "type")
        }
    }

    private mutating func collection(
        _ node: JSONNode, _ key: String, namespace: String?, depth: Int, _ kind: (AvroSchema.TypeID) -> AvroType.Kind
    ) throws(AvroSchemaError) -> AvroSchema.TypeID {
        guard let element = node[key] else {
            throw failure("\(key == "items" ? "an array" : "a map") has no \"\(key)\"", expected: "\"\(key)\"", at: node.range)
        }
        // The place is taken first, so that ids count in the order of the text.
        let id = add(AvroType(kind: .null))
        path.append(key)
        let elementType = try type(element, namespace: namespace, depth: depth + 1)
        path.removeLast()
        types[id.index] = annotated(kind(elementType), node)
        return id
    }

    private mutating func union(
        _ branches: [JSONNode], namespace: String?, depth: Int, at range: TextRange
    ) throws(AvroSchemaError) -> AvroSchema.TypeID {
        let id = add(AvroType(kind: .null))
        var ids: [AvroSchema.TypeID] = []
        var places: [String: TextRange] = [:]
        for (index, branch) in branches.enumerated() {
            path.append(String(index))
            let branchID = try type(branch, namespace: namespace, depth: depth + 1)
            if case .union = types[branchID.index].kind {
                throw failure(
                    "a union stands directly inside a union", expected: "its branches in the outer one", at: branch.range)
            }
            let key = types[branchID.index].unionKey
            if let first = places.updateValue(branch.range, forKey: key) {
                throw failure("the union has \(JSONPrinter.quoted(key)) here and at \(first)", at: branch.range)
            }
            ids.append(branchID)
            path.removeLast()
        }
        types[id.index] = AvroType(kind: .union(ids), place: place(range))
        return id
    }

    // MARK: Shared by all kinds

    mutating func add(_ type: AvroType) -> AvroSchema.TypeID {
        types.append(type)
        return AvroSchema.TypeID(types.count - 1)
    }

    /// A type with the attributes that have no meaning of their own.
    func annotated(_ kind: AvroType.Kind, _ node: JSONNode) -> AvroType {
        var properties = JSONObject()
        for member in node.asObject ?? [] where !Self.isReserved(member.key, of: kind) {
            properties[member.key] = member.value.value
        }
        return AvroType(
            kind: kind, logicalType: AvroLogicalType.recognize(properties, on: kind), properties: properties,
            place: place(node.range))
    }

    private static func isReserved(_ key: String, of kind: AvroType.Kind) -> Bool {
        switch key {
        case "type", "name", "namespace", "doc", "aliases", "fields", "symbols", "items", "values", "size": return true
        case "default": if case .enumeration = kind { return true } else { return false }
        default: return false
        }
    }

    /// Places are kept for the main text alone: those of references point into other texts.
    func place(_ range: TextRange) -> TextRange? { reference == nil ? range : nil }

    func failure(_ problem: String, expected: String? = nil, at range: TextRange, inside key: String? = nil) -> AvroSchemaError {
        AvroSchemaError(
            problem, expected: expected, at: range, pointer: JSONPointer(key.map { path + [$0] } ?? path), reference: reference)
    }

    func limit(_ problem: String, at range: TextRange, inside key: String? = nil) -> AvroSchemaError {
        var error = failure(problem, at: range, inside: key)
        error.isLimit = true
        return error
    }

    static func primitive(_ word: String) -> AvroType.Kind? {
        switch word {
        case "null": .null
        case "boolean": .boolean
        case "int": .int
        case "long": .long
        case "float": .float
        case "double": .double
        case "bytes": .bytes
        case "string": .string
        default: nil
        }
    }
}

extension AvroType {
    /// What may occur once in a union: the keyword, or the full name of a named type.
    var unionKey: String { name?.fullName ?? kind.keyword }
}

extension AvroType.Kind {
    /// The word for the kind in a schema.
    public var keyword: String {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .int: "int"
        case .long: "long"
        case .float: "float"
        case .double: "double"
        case .bytes: "bytes"
        case .string: "string"
        case .array: "array"
        case .map: "map"
        case .union: "union"
        case .record(let record): record.isError ? "error" : "record"
        case .enumeration: "enum"
        case .fixed: "fixed"
        }
    }
}
