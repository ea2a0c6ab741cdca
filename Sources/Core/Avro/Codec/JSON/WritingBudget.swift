/// What a datum that is being written from JSON has cost so far, against the limits it would be read with: data that nobody
/// can read is refused before it is written, and defaults of defaults, many for few characters of schema, come to an end.
struct WritingBudget {
    let limits: DecodingLimits
    /// Values that may be written in all; fewer while a default is.
    var maxValues: Int
    private(set) var values = 0
    private var items = 0
    private var zeroByteItems = 0

    init(limits: DecodingLimits) {
        self.limits = limits
        maxValues = limits.maxValues
    }

    /// Before a value is written.
    /// - Parameters:
    ///   - depth: records, arrays and maps around it.
    ///   - byteCount: bytes written so far. They are looked at once a value: a value adds no more than the text or the schema
    ///     it comes from holds.
    mutating func begin(depth: Int, byteCount: Int) throws(AvroEncodingError) {
        values += 1
        guard depth <= limits.maxDepth else { throw Self.beyond(limits.maxDepth, "levels") }
        guard values <= maxValues else { throw Self.beyond(maxValues, "values") }
        guard byteCount <= limits.maxBytes else { throw Self.beyond(limits.maxBytes, "bytes") }
        guard byteCount <= limits.maxAllocation else { throw Self.beyond(limits.maxAllocation, "bytes of memory") }
    }

    /// Before an array or a map is written.
    mutating func take(items count: Int) throws(AvroEncodingError) {
        items += count
        guard items <= limits.maxItems else { throw Self.beyond(limits.maxItems, "array items and map entries") }
    }

    /// After an array whose items took no bytes.
    mutating func take(zeroByteItems count: Int) throws(AvroEncodingError) {
        zeroByteItems += count
        guard zeroByteItems <= limits.maxZeroByteItems else { throw Self.beyond(limits.maxZeroByteItems, "items without bytes") }
    }

    private static func beyond(_ limit: Int, _ what: String) -> AvroEncodingError {
        AvroEncodingError(code: .limit, expected: "at most \(limit) \(what)", found: "more")
    }
}
