/// An API of the Kafka protocol as its definition text tells it.
package struct APIDefinition: Equatable, Sendable {
    package var key: Int
    package var name: String
    /// What the API is for and what its versions added, a line each.
    package var notes: [String]
    /// Versions that are read and written.
    package var versions: ClosedRange<Int>
    /// Versions that ApiVersions names.
    package var advertised: ClosedRange<Int>
    /// The first version with compact lengths and tagged fields; nil if there is none.
    package var firstFlexible: Int?
    package var request: [FieldDefinition]
    package var response: [FieldDefinition]

    /// The name of its definition file.
    package var definitionFile: String { "\(twoDigits(key))-\(name).msg" }
    /// The name of the Swift file made from it.
    package var swiftFile: String { "\(twoDigits(key))_\(name).swift" }
    /// Its case in `APIKey`.
    var caseName: String { name.prefix(1).lowercased() + name.dropFirst() }

    func isFlexible(_ version: Int) -> Bool { firstFlexible.map { version >= $0 } ?? false }
}

/// A field of a message or of a struct in it.
package struct FieldDefinition: Equatable, Sendable {
    package var name: String
    package var type: FieldType
    package var isArray: Bool
    /// Versions in which the field may be null.
    package var nullable: ClosedRange<Int>?
    /// Versions that have the field, within those of what encloses it.
    package var versions: ClosedRange<Int>
    /// As written: a number, `true`, `empty`.
    package var defaultText: String?
    package var tag: Int?
    package var notes: [String]

    /// The length in bytes that an encoded value has at least.
    func minimumByteCount(version: Int, isFlexible: Bool) -> Int {
        if isArray { return isFlexible ? 1 : 4 }
        switch type {
        case .bool, .int8: return 1
        case .int16, .error: return 2
        case .int32: return 4
        case .int64: return 8
        case .uuid: return 16
        case .string: return isFlexible ? 1 : 2
        case .bytes, .records: return isFlexible ? 1 : 4
        case .structure(_, let fields):
            if nullable != nil { return 1 }
            return fields.minimumByteCount(version: version, isFlexible: isFlexible)
        }
    }
}

extension [FieldDefinition] {
    func minimumByteCount(version: Int, isFlexible: Bool) -> Int {
        reduce(isFlexible ? 1 : 0) { sum, field in
            guard field.tag == nil, field.versions.contains(version) else { return sum }
            return sum + field.minimumByteCount(version: version, isFlexible: isFlexible)
        }
    }

    /// The structs below these fields, outermost first, each with the versions that can meet it.
    var structures: [StructureDefinition] {
        flatMap { field -> [StructureDefinition] in
            guard case .structure(let name, let fields) = field.type else { return [] }
            return [StructureDefinition(name: name, versions: field.versions, fields: fields)] + fields.structures
        }
    }
}

struct StructureDefinition {
    var name: String
    var versions: ClosedRange<Int>
    var fields: [FieldDefinition]
}

/// What a field, or each element of an array, holds.
package enum FieldType: Equatable, Sendable {
    case bool, int8, int16, int32, int64
    case string, bytes, records, uuid
    /// An int16 error code.
    case error
    case structure(String, [FieldDefinition])

    init?(primitive name: Substring) {
        switch name {
        case "bool": self = .bool
        case "int8": self = .int8
        case "int16": self = .int16
        case "int32": self = .int32
        case "int64": self = .int64
        case "string": self = .string
        case "bytes": self = .bytes
        case "records": self = .records
        case "uuid": self = .uuid
        case "error": self = .error
        default: return nil
        }
    }

    /// The Swift type of one value.
    var swiftName: String {
        switch self {
        case .bool: "Bool"
        case .int8: "Int8"
        case .int16: "Int16"
        case .int32: "Int32"
        case .int64: "Int64"
        case .string: "String"
        case .bytes: "[UInt8]"
        case .records: "RecordBytes"
        case .uuid: "KafkaUUID"
        case .error: "ErrorCode"
        case .structure(let name, _): name
        }
    }
}

func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
