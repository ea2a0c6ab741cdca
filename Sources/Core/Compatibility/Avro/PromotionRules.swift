internal import Avro

/// Which types without a structure read which. Logical types do not count (decimals of another scale included), and
/// neither fixed and bytes nor enum and string stand for each other.
enum PromotionRules {
    static func canRead(_ reader: AvroType.Kind, _ writer: AvroType.Kind) -> Bool {
        switch (reader, writer) {
        case (.null, .null), (.boolean, .boolean), (.int, .int), (.long, .long), (.float, .float), (.double, .double),
            (.bytes, .bytes), (.string, .string):
            true
        case (.long, .int), (.float, .int), (.float, .long), (.double, .int), (.double, .long), (.double, .float): true
        case (.string, .bytes), (.bytes, .string): true
        default: false
        }
    }
}
