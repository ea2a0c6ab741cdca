/// Prints the Swift of one API: its request and its response, the structs of each nested in it.
struct SwiftPrinter {
    private let api: APIDefinition
    private var text = ""
    private var depth = 0

    static func print(_ api: APIDefinition) -> String {
        var printer = SwiftPrinter(api: api)
        printer.line("// Made by wiregen from Definitions/\(api.definitionFile). Change that and run `make generate`.")
        printer.line()
        printer.line("package import Bytes")
        printer.line()
        for note in api.notes { printer.line("/// \(escaped(note))") }
        printer.message("Request", fields: api.request)
        printer.line()
        printer.line("/// The answer to `\(api.name)Request`.")
        printer.message("Response", fields: api.response)
        return printer.text
    }

    private init(api: APIDefinition) { self.api = api }

    /// Keeps the columns of version notes: a line that starts with a number becomes a list item.
    private static func escaped(_ note: String) -> String {
        let words = note.split(separator: " ", maxSplits: 1)
        guard words.count == 2, let version = Int(words[0]) else { return note }
        return "- v\(version): \(words[1].drop { $0 == " " })"
    }

    private mutating func line(_ content: String = "") {
        if !content.isEmpty {
            text += String(repeating: "    ", count: depth)
            text += content
        }
        text += "\n"
    }

    private mutating func block(_ head: String, _ body: (inout SwiftPrinter) -> Void) {
        line(head + " {")
        depth += 1
        body(&self)
        depth -= 1
        line("}")
    }

    // MARK: Types

    private mutating func message(_ side: String, fields: [FieldDefinition]) {
        let name = api.name + side
        block("package struct \(name): Kafka\(side)") { printer in
            if side == "Request" { printer.line("package typealias Response = \(printer.api.name)Response") }
            printer.line("package static var api: APIKey { .\(printer.api.caseName) }")
            printer.members(name, fields: fields, versions: printer.api.versions)
            for structure in fields.structures {
                printer.line()
                printer.block("package struct \(structure.name): KafkaStruct") {
                    $0.members(structure.name, fields: structure.fields, versions: structure.versions)
                }
            }
        }
    }

    private mutating func members(_ path: String, fields: [FieldDefinition], versions: ClosedRange<Int>) {
        let api = self.api
        let minimum = versions.map { fields.minimumByteCount(version: $0, isFlexible: api.isFlexible($0)) }.min() ?? 0
        line("package static var minimumByteCount: Int { \(minimum) }")
        line()
        for field in fields {
            for note in field.notes { line("/// \(note)") }
            line("package var \(field.name): \(field.swiftType)")
        }
        line()
        line("package init(")
        depth += 1
        for (index, field) in fields.enumerated() {
            let comma = index == fields.count - 1 ? "" : ","
            line("\(field.name): \(field.swiftType) = \(field.swiftDefault)\(comma)")
        }
        depth -= 1
        block(")") { printer in
            for field in fields { printer.line("self.\(field.name) = \(field.name)") }
        }
        line()
        block("package init(from reader: inout WireReader, version: Int16) throws(MalformedBytes)") {
            $0.decoding(path, fields: fields, versions: versions)
        }
        line()
        block("package func encode(into writer: inout WireWriter, version: Int16)") {
            $0.encoding(fields, versions: versions)
        }
    }

    // MARK: Decoding

    private mutating func decoding(_ path: String, fields: [FieldDefinition], versions: ClosedRange<Int>) {
        line("self.init()")
        for field in fields where field.tag == nil {
            when(field.versions, of: versions) { printer in
                let target = "\(path).\(field.name)"
                printer.choosing(field) { "\(field.name) = try reader.\(field.call("read", nullable: $0, "\"\(target)\""))" }
            }
        }
        let tagged = fields.filter { $0.tag != nil }
        if tagged.isEmpty {
            line("try reader.endStruct()")
            return
        }
        line("var tags = try reader.beginTags()")
        block("while var field = try reader.nextTag(&tags)") { printer in
            printer.line("switch field.tag {")
            for field in tagged {
                let condition = Self.condition(field.versions, of: versions).map { " where \($0)" } ?? ""
                printer.line("case \(field.tag ?? 0)\(condition):")
                let call = field.call("read", nullable: field.nullable != nil, "\"\(path).\(field.name)\"")
                printer.line("    \(field.name) = try field.value.\(call)")
                printer.line("    try field.end(\"\(path).\(field.name)\")")
            }
            printer.line("default: break")
            printer.line("}")
        }
    }

    // MARK: Encoding

    private mutating func encoding(_ fields: [FieldDefinition], versions: ClosedRange<Int>) {
        for field in fields where field.tag == nil {
            when(field.versions, of: versions) { printer in
                printer.choosing(field) { nullable in
                    let value = field.nullable != nil && !nullable ? "\(field.name) ?? \(field.swiftEmpty)" : field.name
                    return "writer.\(field.call("write", nullable: nullable, value))"
                }
            }
        }
        let tagged = fields.filter { $0.tag != nil }.sorted { ($0.tag ?? 0) < ($1.tag ?? 0) }
        if tagged.isEmpty {
            line("writer.endStruct()")
            return
        }
        line("var tags = TaggedFields()")
        for field in tagged {
            let present = Self.condition(field.versions, of: versions).map { "\($0), " } ?? ""
            block("if \(present)\(field.name) != \(field.swiftDefault)") {
                let call = field.call("write", nullable: field.nullable != nil, field.name)
                $0.line("tags.append(\(field.tag ?? 0)) { $0.\(call) }")
            }
        }
        line("writer.endStruct(tags)")
    }

    // MARK: Versions

    /// The lines of `body`, under a condition if not all of `all` have them.
    private mutating func when(_ present: ClosedRange<Int>, of all: ClosedRange<Int>, _ body: (inout SwiftPrinter) -> Void) {
        guard let condition = Self.condition(present, of: all) else { return body(&self) }
        block("if \(condition)", body)
    }

    /// One statement, or two where the field may be null in some versions only.
    private mutating func choosing(_ field: FieldDefinition, _ statement: (_ nullable: Bool) -> String) {
        guard let nullable = field.nullable else { return line(statement(false)) }
        guard let condition = Self.condition(nullable, of: field.versions) else { return line(statement(true)) }
        line("if \(condition) {")
        line("    " + statement(true))
        line("} else {")
        line("    " + statement(false))
        line("}")
    }

    /// Nil if every version of `all` is in `present`.
    private static func condition(_ present: ClosedRange<Int>, of all: ClosedRange<Int>) -> String? {
        if present.count == 1, present.upperBound < all.upperBound { return "version == \(present.lowerBound)" }
        var parts: [String] = []
        if present.lowerBound > all.lowerBound { parts.append("version >= \(present.lowerBound)") }
        if present.upperBound < all.upperBound { parts.append("version <= \(present.upperBound)") }
        return parts.isEmpty ? nil : parts.joined(separator: " && ")
    }
}
