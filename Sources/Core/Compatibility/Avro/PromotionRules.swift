internal import Avro

/// Which types without a structure read which. Logical types do not count (decimals of another scale included), and
/// neither fixed and bytes nor enum and string stand for each other.
enum PromotionRules {
    static func canRead(_ reader: AvroType.Kind, _ writer: AvroType.Kind) -> Bool {
        let (reader, writer) = (PlainTypes(reader), PlainTypes(writer))
        return !reader.isEmpty && !writer.isEmpty && reader.read(writer)
    }
}

/// A set of types without parts or name: what a type that is one of them, or a union of nothing else, may hold.
struct PlainTypes: OptionSet {
    var rawValue: UInt8

    static let null = PlainTypes(rawValue: 1 << 0)
    static let boolean = PlainTypes(rawValue: 1 << 1)
    static let int = PlainTypes(rawValue: 1 << 2)
    static let long = PlainTypes(rawValue: 1 << 3)
    static let float = PlainTypes(rawValue: 1 << 4)
    static let double = PlainTypes(rawValue: 1 << 5)
    static let bytes = PlainTypes(rawValue: 1 << 6)
    static let string = PlainTypes(rawValue: 1 << 7)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Empty for a type with parts or a name.
    init(_ kind: AvroType.Kind) {
        switch kind {
        case .null: self = .null
        case .boolean: self = .boolean
        case .int: self = .int
        case .long: self = .long
        case .float: self = .float
        case .double: self = .double
        case .bytes: self = .bytes
        case .string: self = .string
        case .array, .map, .union, .record, .enumeration, .fixed: self = []
        }
    }

    /// By type, a union of plain types counting as all of them; empty for any other with parts or a name.
    static func all(of schema: AvroSchema) -> [PlainTypes] {
        var sets = schema.types.map { PlainTypes($0.kind) }
        for index in schema.types.indices {
            guard case .union(let branches) = schema.types[index].kind else { continue }
            let parts = branches.map { PlainTypes(schema.types[$0.index].kind) }
            if !parts.contains([]) { sets[index] = PlainTypes(parts) }
        }
        return sets
    }

    /// Whether a reader of one of these reads all that a writer of one of those may write (Avro 1.11, "Schema Resolution").
    func read(_ writer: PlainTypes) -> Bool { writer.isSubset(of: readable) }

    /// All that one of these reads.
    private var readable: PlainTypes {
        var readable = self
        if contains(.long) { readable.insert(.int) }
        if contains(.float) { readable.formUnion([.int, .long]) }
        if contains(.double) { readable.formUnion([.int, .long, .float]) }
        if !isDisjoint(with: [.bytes, .string]) { readable.formUnion([.bytes, .string]) }
        return readable
    }
}
