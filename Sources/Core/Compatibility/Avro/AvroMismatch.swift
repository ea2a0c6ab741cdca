internal import Avro
internal import JSONText

/// What keeps a reader from reading a writer's data, at one place.
struct AvroMismatch {
    var problem: AvroProblem
    var path: JSONPointer
    var readerPlace: TextRange?
    var writerPlace: TextRange?
    /// The field that contains the place, nil at the root.
    var owner: FieldOwner?
    /// The types that met, and the way to the writer's from its root.
    var pair: TypePair
    var route: [WriterStep]

    /// What is at fault by name: the field, or else the named type.
    func element(in reader: AvroSchema) -> String? {
        switch problem {
        case .fieldMissing(let field, let record), .fieldAmbiguous(let field, _, let record),
            .enumFieldMissing(let field, let record, _, _):
            "\(record).\(field)"
        case .nameMismatch(let name, _, _), .enumSymbolsMissing(_, let name), .fixedSizeMismatch(_, _, let name): name.fullName
        case .typeMismatch, .unionBranchMissing, .tooLarge:
            owner.map { "\($0.record).\($0.field)" } ?? reader.rootType.name?.fullName
        }
    }
}

/// One step from a value of the writer's into a part of it.
enum WriterStep {
    /// By the writer's order of fields.
    case field(Int)
    case item
    case entry
    case branch(Int)
}

struct FieldOwner {
    var record: AvroName
    var field: String
}

enum AvroProblem {
    case fieldMissing(field: String, record: AvroName)
    case typeMismatch(reader: AvroType, writer: AvroType)
    /// A missing field of an enum with a default of its own, which is none of the field's. Java compares that enum with the
    /// writer's whole record, and so do the registries that are asked about it.
    case enumFieldMissing(field: String, record: AvroName, reader: AvroType, writer: AvroType)
    case nameMismatch(reader: AvroName, writer: AvroName, keyword: String)
    /// Symbols the reader lacks, sorted.
    case enumSymbolsMissing([String], reader: AvroName)
    case unionBranchMissing(writer: AvroType)
    case fixedSizeMismatch(reader: Int, writer: Int, name: AvroName)
    case fieldAmbiguous(field: String, candidates: [String], record: AvroName)
    case tooLarge(maxPairs: Int)

    /// The additional information of Confluent's message; for what it reports as an exception, the exception's text.
    var confluentInfo: String {
        switch self {
        case .fieldMissing(let field, _): field
        case .typeMismatch(let reader, let writer), .enumFieldMissing(_, _, let reader, let writer):
            "reader type: \(reader.kind.upperCaseName) not compatible with writer type: \(writer.kind.upperCaseName)"
        case .nameMismatch(_, let writer, _): "expected: \(writer)"
        case .enumSymbolsMissing(let symbols, _): "[\(symbols.joined(separator: ", "))]"
        case .unionBranchMissing(let writer): "reader union lacking writer type: \(writer.kind.upperCaseName)"
        case .fixedSizeMismatch(let reader, let writer, _): "expected: \(writer), found: \(reader)"
        case .fieldAmbiguous(let field, let candidates, let record):
            "Reader record field \(field) matches multiple fields in writer record schema \(record): "
                + candidates.joined(separator: ", ")
        case .tooLarge(let maxPairs): "the schemas have more than \(maxPairs) pairs of types to compare"
        }
    }
}

extension AvroType.Kind {
    /// As Java's `Schema.Type` prints it.
    var upperCaseName: String { keyword == "error" ? "RECORD" : keyword.uppercased() }
}

/// Mismatches in words, from the point of view of somebody who has just changed the schema.
enum AvroSentence {
    static func text(_ mismatch: AvroMismatch, _ direction: CompatibilityDirection) -> String {
        let isBackward = direction == .backward
        let owner = mismatch.owner.map { "field \(quoted($0.field)) of record \($0.record)" }
        let place = part(mismatch.path, of: owner ?? "the schema")
        switch mismatch.problem {
        case .fieldMissing(let field, let record):
            return isBackward
                ? "new field \(quoted(field)) of record \(record) has no default"
                : "field \(quoted(field)) of record \(record) was removed, and the old schema has no default for it"
        case .typeMismatch(let reader, let writer):
            let (new, old) = isBackward ? (reader, writer) : (writer, reader)
            if case .branch? = mismatch.route.last {
                return isBackward
                    ? "\(place) was a union with \(name(writer)), which the new \(name(reader)) cannot read"
                    : "\(place) is now a union with \(name(writer)), which the old \(name(reader)) cannot read"
            }
            return "\(place) changed from \(name(old)) to \(name(new)), and \(name(reader)) cannot read \(name(writer))"
        case .enumFieldMissing(let field, let record, let reader, _):
            let remark = "; the default of \(name(reader)) is for symbols, not for the field"
            return isBackward
                ? "new field \(quoted(field)) of record \(record) has no default\(remark)"
                : "field \(quoted(field)) of record \(record) was removed, and the old schema has no default for it\(remark)"
        case .nameMismatch(let reader, let writer, let keyword):
            let (new, old) = isBackward ? (reader, writer) : (writer, reader)
            let (side, other) = isBackward ? ("new", "old") : ("old", "new")
            return "\(keyword) \(old) is now named \(new), and the \(side) schema has no alias for the \(other) name"
        case .enumSymbolsMissing(let symbols, let name):
            let list = symbols.joined(separator: ", ")
            return isBackward
                ? "enum \(name) lost the symbols \(list) and has no default"
                : "enum \(name) has the new symbols \(list), and the old schema has no default for unknown ones"
        case .unionBranchMissing(let writer):
            return isBackward
                ? "no branch in the new \(owner ?? "schema") can read \(name(writer)), which the old schema allowed"
                : "no branch in the old \(owner ?? "schema") can read \(name(writer)), which the new schema allows"
        case .fixedSizeMismatch(let reader, let writer, let name):
            let (new, old) = isBackward ? (reader, writer) : (writer, reader)
            return "fixed \(name) changed its size from \(old) to \(new)"
        case .fieldAmbiguous(let field, let candidates, let record):
            return "field \(quoted(field)) of record \(record) fits several fields of the \(isBackward ? "old" : "new") schema: "
                + candidates.joined(separator: ", ")
        case .tooLarge(let maxPairs):
            return "the schemas have more than \(maxPairs) pairs of types to compare"
        }
    }

    /// What of a field or schema a path ends in.
    private static func part(_ path: JSONPointer, of whole: String) -> String {
        switch path.tokens.last(where: { Int($0) == nil }) {
        case "items": "the items of \(whole)"
        case "values": "the values of \(whole)"
        default: whole
        }
    }

    private static func name(_ type: AvroType) -> String {
        type.name.map { "\(type.kind.keyword) \($0)" } ?? type.kind.keyword
    }

    private static func quoted(_ text: String) -> String { JSONPrinter.quoted(text) }
}
