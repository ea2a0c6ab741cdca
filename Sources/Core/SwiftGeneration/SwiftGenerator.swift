package import Avro

/// Makes Swift types of an Avro schema: a struct for each record and fixed, an enum for each enum and for each union that is
/// more than an optional. Pure and deterministic: the same schema gives the same text.
package struct SwiftGenerator {
    package enum Access: String, Sendable, CaseIterable {
        case `public`, package, `internal`

        /// In front of a declaration.
        var prefix: String { self == .internal ? "" : "\(rawValue) " }
        var importPrefix: String { self == .internal ? "" : "\(rawValue) " }
    }

    package struct File: Sendable, Hashable {
        /// `Order.swift`
        package var name: String
        package var text: String
    }

    let types: TypeNames
    let access: Access

    /// - Throws: if the schema has no type with a name, for which there would be nothing to generate.
    package init(_ schema: AvroSchema, access: Access = .internal) throws(SwiftGenerationError) {
        types = TypeNames(schema)
        self.access = access
        guard !types.named.isEmpty else {
            throw SwiftGenerationError(
                problem: "the schema has no record, enum or fixed, and Swift has a type for all else already")
        }
    }

    /// One file for each named type, so that schemas that share types can be generated into the same directory.
    package func files() -> [File] {
        types.named.map { File(name: "\(types.name(of: $0)).swift", text: text(of: [$0])) }
    }

    /// All types as one text.
    package func text() -> String { text(of: types.named) }

    private func text(of ids: [AvroSchema.TypeID]) -> String {
        var source = SwiftSource()
        let name = types.schema[ids.first ?? types.schema.root].name?.fullName ?? "a schema"
        source.line(
            "// Made by `herald schema codegen swift` from \(name). Not to be edited: it is made again when the schema changes.")
        source.line("\(access.importPrefix)import Avro")
        for id in ids {
            source.line("")
            switch types.schema[id].kind {
            case .record(let record): RecordWriter(generator: self, id: id, record: record).write(to: &source)
            case .enumeration(let enumeration): write(enumeration, id, to: &source)
            case .fixed(let fixed): write(fixed, id, to: &source)
            default: break
            }
        }
        return source.text
    }

    /// The schema of one type, with all it uses.
    func writeSchema(_ id: AvroSchema.TypeID, to source: inout SwiftSource) {
        let text = AvroSchema(types: types.schema.types, root: id).text(.pretty)
        // More signs than any run of them behind quotes in the text, so that nothing in it ends the literal.
        var signs = "#"
        while text.contains("\"\(signs)") || text.contains("\\\(signs)") { signs += "#" }
        source.line("\(access.prefix)static let avroSchema = AvroSchema(generated: \(signs)\"\"\"")
        source.indented {
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) { $0.line(String(line)) }
            $0.line("\"\"\"\(signs))")
        }
    }
}

/// Why no Swift can be made of a schema.
package struct SwiftGenerationError: Error, Hashable, CustomStringConvertible {
    package var problem: String

    package var description: String { problem }
}

/// Lines at their indentation.
struct SwiftSource {
    private(set) var text = ""
    private var level = 0

    mutating func line(_ line: String) {
        if !line.isEmpty { text += String(repeating: " ", count: level * 4) + line }
        text += "\n"
    }

    mutating func indented(_ body: (inout SwiftSource) -> Void) {
        level += 1
        body(&self)
        level -= 1
    }

    mutating func block(_ head: String, _ body: (inout SwiftSource) -> Void) {
        line("\(head) {")
        indented(body)
        line("}")
    }

    /// Documentation, if there is any.
    mutating func doc(_ text: String?) {
        guard let text, !text.isEmpty else { return }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for line in lines { self.line(line.isEmpty ? "///" : "/// \(line)") }
    }
}
