internal import Avro

/// Which types without a structure read which. Logical types do not count (decimals of another scale included), and
/// neither fixed and bytes nor enum and string stand for each other.
enum PromotionRules {
    static func canRead(_ reader: AvroType.Kind, _ writer: AvroType.Kind) -> Bool {
        guard let reader = PlainType(reader), let writer = PlainType(writer) else { return false }
        return reader.reads(writer)
    }
}

/// A type without parts or name.
enum PlainType: UInt8 {
    case null, boolean, int, long, float, double, bytes, string

    init?(_ kind: AvroType.Kind) {
        switch kind {
        case .null: self = .null
        case .boolean: self = .boolean
        case .int: self = .int
        case .long: self = .long
        case .float: self = .float
        case .double: self = .double
        case .bytes: self = .bytes
        case .string: self = .string
        default: return nil
        }
    }

    static func all(of schema: AvroSchema) -> [PlainType?] { schema.types.map { PlainType($0.kind) } }

    /// Avro 1.11, "Schema Resolution".
    func reads(_ writer: PlainType) -> Bool {
        switch (self, writer) {
        case _ where self == writer: true
        case (.long, .int), (.float, .int), (.float, .long), (.double, .int), (.double, .long), (.double, .float): true
        case (.string, .bytes), (.bytes, .string): true
        default: false
        }
    }
}
