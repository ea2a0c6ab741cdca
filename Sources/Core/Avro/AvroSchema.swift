public import JSONText

/// A parsed Avro schema: an immutable arena of types with one root.
///
/// Types refer to each other by `TypeID`, so recursion needs no indirection, a walk can memoise on pairs of ids, and a
/// named type that is used twice is one entry. Positions point into the text the type was written in.
public struct AvroSchema: Sendable {
    /// The place of a type in `types`.
    public struct TypeID: Hashable, Sendable {
        public let index: Int
        package init(_ index: Int) { self.index = index }
    }

    /// Every type reachable from the root, referenced ones included.
    public let types: [AvroType]
    public let root: TypeID

    /// How many of `types` came from references; they stand first and print as names in the stored form.
    package let referencedTypeCount: Int

    package init(types: [AvroType], root: TypeID, referencedTypeCount: Int = 0) {
        precondition(types.indices.contains(root.index), "the root is one of the types")
        self.types = types
        self.root = root
        self.referencedTypeCount = referencedTypeCount
    }

    public subscript(id: TypeID) -> AvroType { types[id.index] }

    public var rootType: AvroType { self[root] }
}

/// One type of a schema with everything that was said about it.
public struct AvroType: Sendable {
    public enum Kind: Sendable {
        case null, boolean, int, long, float, double, bytes, string
        case array(items: AvroSchema.TypeID)
        case map(values: AvroSchema.TypeID)
        case union([AvroSchema.TypeID])
        case record(AvroRecord)
        case enumeration(AvroEnum)
        case fixed(AvroFixed)
    }

    public var kind: Kind
    /// The logical type, if the attribute names one that is known and well-formed here; ill-formed ones stay in
    /// `properties` alone (Avro 1.11, "Logical Types").
    public var logicalType: AvroLogicalType?
    /// Attributes the specification gives no meaning, and `logicalType` with its own, in the order written.
    public var properties: JSONObject
    /// Where the type stands in its text; nil for types that come from a reference or were made in code.
    public var place: TextRange?

    package init(
        kind: Kind, logicalType: AvroLogicalType? = nil, properties: JSONObject = JSONObject(), place: TextRange? = nil
    ) {
        self.kind = kind
        self.logicalType = logicalType
        self.properties = properties
        self.place = place
    }

    /// The name of a record, enum or fixed.
    public var name: AvroName? {
        switch kind {
        case .record(let record): record.name
        case .enumeration(let enumeration): enumeration.name
        case .fixed(let fixed): fixed.name
        default: nil
        }
    }
}

public struct AvroRecord: Sendable {
    public var name: AvroName
    public var aliases: [AvroName]
    public var doc: String?
    public var fields: [AvroField]
    /// Written as `error` rather than `record`.
    public var isError: Bool
    package var namePlace: TextRange?
}

public struct AvroField: Sendable {
    public enum Order: String, Sendable { case ascending, descending, ignore }

    public var name: String
    public var aliases: [String]
    public var doc: String?
    public var type: AvroSchema.TypeID
    /// The default as JSON, checked against `type` by strict parsing; nil means there is none, `.null` is a default.
    public var defaultValue: JSONValue?
    public var order: Order
    public var properties: JSONObject
    public var place: TextRange?
    /// Where `type` stands, which for a type used by name is not where the type stands.
    package var typePlace: TextRange?
}

public struct AvroEnum: Sendable {
    public var name: AvroName
    public var aliases: [AvroName]
    public var doc: String?
    public var symbols: [String]
    /// What a reader takes a symbol it does not know for.
    public var defaultSymbol: String?
    package var namePlace: TextRange?
    package var symbolsPlace: TextRange?
}

public struct AvroFixed: Sendable {
    public var name: AvroName
    public var aliases: [AvroName]
    public var doc: String?
    public var size: Int
    package var namePlace: TextRange?
    package var sizePlace: TextRange?
}

extension AvroSchema {
    /// The schema without aliases: how to read data with the very schema it was written in, which aliases could only make
    /// ambiguous (a field can list the name of another one).
    package var withoutAliases: AvroSchema {
        let plain = types.map { type in
            var type = type
            switch type.kind {
            case .record(var record):
                record.aliases = []
                for index in record.fields.indices { record.fields[index].aliases = [] }
                type.kind = .record(record)
            case .enumeration(var enumeration):
                enumeration.aliases = []
                type.kind = .enumeration(enumeration)
            case .fixed(var fixed):
                fixed.aliases = []
                type.kind = .fixed(fixed)
            default: break
            }
            return type
        }
        return AvroSchema(types: plain, root: root, referencedTypeCount: referencedTypeCount)
    }
}
