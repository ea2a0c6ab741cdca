internal import JSONText

extension AvroSchema {
    /// The texts a schema can be written as. Each reads back as an equivalent schema, but for the parsing canonical form,
    /// which keeps only what decoding needs.
    public enum Form: Sendable {
        /// What registries store, compare and hash: Java's `Schema.toString()`. Types from references print as names.
        case stored
        /// The stored form with the types from references written out.
        case resolved
        /// The stored form of Confluent's `normalize=true`: properties, aliases and nested keys sorted, empty docs of types
        /// dropped, defaults written as their types.
        case normalized
        /// "Parsing Canonical Form for Schemas" of the specification, self-contained.
        case parsingCanonical
        /// The stored form on many lines, for people.
        case pretty
    }

    public func text(_ form: Form = .stored) -> String { text(form, of: root) }

    /// One type of the schema as a text of its own. Stack: the length of the longest path of types, which parsing bounds.
    public func text(_ form: Form, of type: TypeID) -> String {
        if case .parsingCanonical = form { return ParsingCanonicalForm.text(of: type, in: self) }
        var printer = AvroSchemaPrinter(self, form)
        printer.write(type, enclosing: nil)
        return printer.writer.text
    }
}

/// Writes types with the attributes in the order Java gives them.
struct AvroSchemaPrinter {
    private let schema: AvroSchema
    private let normalizes: Bool
    private(set) var writer: JSONWriter
    /// By type: printed already, or known to the reader, so that its name is enough.
    private var isKnown: [Bool]

    init(_ schema: AvroSchema, _ form: AvroSchema.Form) {
        self.schema = schema
        normalizes = form == .normalized
        writer = JSONWriter(indent: form == .pretty ? 2 : nil)
        let knownCount = form == .resolved ? 0 : schema.referencedTypeCount
        isKnown = schema.types.indices.map { $0 < knownCount }
    }

    mutating func write(_ id: AvroSchema.TypeID, enclosing namespace: String?) {
        let type = schema[id]
        if let name = type.name {
            if isKnown[id.index] {
                writer.string(name.reference(from: namespace))
                return
            }
            isKnown[id.index] = true
        }
        switch type.kind {
        case .union(let branches):
            writer.beginArray()
            for branch in branches { write(branch, enclosing: namespace) }
            writer.endArray()
        case .array(let items):
            begin("array")
            writer.key("items")
            write(items, enclosing: namespace)
            end(type)
        case .map(let values):
            begin("map")
            writer.key("values")
            write(values, enclosing: namespace)
            end(type)
        case .record(let record):
            // Confluent's normalization forgets that a record is an error.
            begin(normalizes ? "record" : type.kind.keyword, record.name, record.doc, enclosing: namespace)
            writer.key("fields")
            writer.beginArray()
            for field in record.fields { write(field, enclosing: record.name.namespace) }
            writer.endArray()
            end(type, record.aliases, record.name)
        case .enumeration(let enumeration):
            begin("enum", enumeration.name, enumeration.doc, enclosing: namespace)
            writer.key("symbols")
            writer.beginArray()
            for symbol in enumeration.symbols { writer.string(symbol) }
            writer.endArray()
            if let symbol = enumeration.defaultSymbol {
                writer.key("default")
                writer.string(symbol)
            }
            end(type, enumeration.aliases, enumeration.name)
        case .fixed(let fixed):
            begin("fixed", fixed.name, fixed.doc, enclosing: namespace)
            writer.key("size")
            writer.literal(String(fixed.size))
            end(type, fixed.aliases, fixed.name)
        default:
            if type.properties.isEmpty {
                writer.string(type.kind.keyword)
            } else {
                begin(type.kind.keyword)
                end(type)
            }
        }
    }

    private mutating func write(_ field: AvroField, enclosing namespace: String?) {
        writer.beginObject()
        writer.key("name")
        writer.string(field.name)
        writer.key("type")
        write(field.type, enclosing: namespace)
        if let doc = field.doc {
            writer.key("doc")
            writer.string(doc)
        }
        if let value = field.defaultValue {
            writer.key("default")
            write(normalizes ? schema.normalized(value, as: field.type) : value)
        }
        if field.order != .ascending {
            writer.key("order")
            writer.string(field.order.rawValue)
        }
        if !field.aliases.isEmpty {
            writer.key("aliases")
            write(aliases: field.aliases)
        }
        write(properties: field.properties)
        writer.endObject()
    }

    private mutating func begin(_ keyword: String) {
        writer.beginObject()
        writer.key("type")
        writer.string(keyword)
    }

    private mutating func begin(_ keyword: String, _ name: AvroName, _ doc: String?, enclosing namespace: String?) {
        begin(keyword)
        writer.key("name")
        writer.string(name.name)
        if name.namespace != namespace {
            writer.key("namespace")
            writer.string(name.namespace ?? "")
        }
        // Confluent drops the empty doc of a type, not that of a field.
        if let doc, !(normalizes && doc.isEmpty) {
            writer.key("doc")
            writer.string(doc)
        }
    }

    private mutating func end(_ type: AvroType, _ aliases: [AvroName] = [], _ name: AvroName? = nil) {
        write(properties: type.properties, of: type.logicalType)
        if !aliases.isEmpty {
            writer.key("aliases")
            let sorted = normalizes ? aliases.sorted { $0.fullName < $1.fullName } : aliases
            writer.beginArray()
            for alias in sorted { writer.string(alias.reference(from: name?.namespace)) }
            writer.endArray()
        }
        writer.endObject()
    }

    private mutating func write(aliases: [String]) {
        writer.beginArray()
        for alias in normalizes ? aliases.sorted() : aliases { writer.string(alias) }
        writer.endArray()
    }

    private mutating func write(properties: JSONObject, of logicalType: AvroLogicalType? = nil) {
        for member in normalizes ? NormalizedProperties.members(of: properties, logicalType) : properties.members {
            writer.key(member.key)
            write(member.value)
        }
    }

    private mutating func write(_ value: JSONValue) {
        writer.value((normalizes ? value.sortedByKey : value).withStoredNumbers)
    }
}

/// The order of properties in the normalised form.
private enum NormalizedProperties {
    /// By key; those of a logical type that is one come first, but for a scale of 0, which stays in its place.
    static func members(of properties: JSONObject, _ logicalType: AvroLogicalType?) -> [JSONObject.Member] {
        let first =
            switch logicalType {
            case nil: [String]()
            case .decimal(_, scale: 0): ["logicalType", "precision"]
            case .decimal: ["logicalType", "precision", "scale"]
            default: ["logicalType"]
            }
        let leading = first.compactMap { key in properties[key].map { JSONObject.Member(key: key, value: $0) } }
        return leading + properties.sortedByKey.members.filter { !first.contains($0.key) }
    }
}
