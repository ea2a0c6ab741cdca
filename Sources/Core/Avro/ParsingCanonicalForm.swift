internal import JSONText

/// "Parsing Canonical Form for Schemas": two schemas that decode alike have the same text.
///
/// PRIMITIVES in the simple form, FULLNAMES without namespaces, all but the attributes that matter STRIPped, these in ORDER,
/// STRINGS unescaped where they can be, INTEGERS plain, no WHITESPACE.
enum ParsingCanonicalForm {
    /// - Parameter namespace: what to put in front of every name.
    static func text(of root: AvroSchema.TypeID, in schema: AvroSchema, under namespace: String? = nil) -> String {
        var printing = Printing(
            schema: schema, prefix: namespace.map { "\($0)." } ?? "",
            isPrinted: Array(repeating: false, count: schema.types.count))
        printing.write(root)
        return printing.writer.text
    }

    private struct Printing {
        let schema: AvroSchema
        let prefix: String
        var isPrinted: [Bool]
        var writer = JSONWriter()

        mutating func write(_ id: AvroSchema.TypeID) {
            let type = schema[id]
            if let name = type.name {
                if isPrinted[id.index] {
                    writer.string(prefix + name.fullName)
                    return
                }
                isPrinted[id.index] = true
            }
            switch type.kind {
            case .union(let branches):
                writer.beginArray()
                for branch in branches { write(branch) }
                writer.endArray()
            case .array(let items):
                begin("array")
                writer.key("items")
                write(items)
                writer.endObject()
            case .map(let values):
                begin("map")
                writer.key("values")
                write(values)
                writer.endObject()
            case .record(let record):
                // An error is a record to whoever decodes, and to Java's fingerprints.
                begin("record", record.name)
                writer.key("fields")
                writer.beginArray()
                for field in record.fields {
                    writer.beginObject()
                    writer.key("name")
                    writer.string(field.name)
                    writer.key("type")
                    write(field.type)
                    writer.endObject()
                }
                writer.endArray()
                writer.endObject()
            case .enumeration(let enumeration):
                begin("enum", enumeration.name)
                writer.key("symbols")
                writer.beginArray()
                for symbol in enumeration.symbols { writer.string(symbol) }
                writer.endArray()
                writer.endObject()
            case .fixed(let fixed):
                begin("fixed", fixed.name)
                writer.key("size")
                writer.literal(String(fixed.size))
                writer.endObject()
            default: writer.string(type.kind.keyword)
            }
        }

        private mutating func begin(_ keyword: String, _ name: AvroName? = nil) {
            writer.beginObject()
            if let name {
                writer.key("name")
                writer.string(prefix + name.fullName)
            }
            writer.key("type")
            writer.string(keyword)
        }
    }
}

extension AvroSchema {
    /// The canonical form with a namespace put in front of every name: the same data, and no name that another schema has too or
    /// that means something else inside of a namespace.
    package func canonicalText(under namespace: String) -> String {
        ParsingCanonicalForm.text(of: root, in: self, under: namespace)
    }
}
