/// What one message may cost at most. Bytes come from strangers; every bound holds before memory is taken for it.
public struct ProtobufCodecLimits: Sendable, Hashable {
    /// Bytes of one message.
    public var maxBytes: Int
    /// Messages and groups inside each other, unknown groups included.
    public var maxDepth: Int
    /// Values of a decoded message: fields, elements, entries.
    public var maxValues: Int
    /// Bytes of the JSON text that one message is written as: names of fields and enum values can be long, and be written often.
    public var maxTextBytes: Int

    public init(
        maxBytes: Int = 64 << 20, maxDepth: Int = 100, maxValues: Int = 16 << 20, maxTextBytes: Int = 512 << 20
    ) {
        // Offsets and counts are held in 32 bits, and every depth costs stack.
        self.maxBytes = min(max(maxBytes, 0), Int(Int32.max))
        self.maxDepth = min(max(maxDepth, 1), 1_000)
        self.maxValues = min(max(maxValues, 1), Int(Int32.max))
        self.maxTextBytes = max(maxTextBytes, 0)
    }

    public static let standard = ProtobufCodecLimits()
}
