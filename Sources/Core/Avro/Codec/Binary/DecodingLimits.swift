/// What one datum may cost at most. Bytes come from strangers; every bound holds before memory is taken for it.
public struct DecodingLimits: Sendable, Hashable {
    /// Bytes of one datum.
    public var maxBytes: Int
    /// Records, arrays and maps inside each other.
    public var maxDepth: Int
    /// Array items and map entries of the whole datum.
    public var maxItems: Int
    /// Items that take no bytes, such as nulls: a few bytes can claim any number of them (compare AVRO-4241).
    public var maxZeroByteItems: Int
    /// Values of a generic datum: fields, items, keys. Each takes 16 bytes of memory.
    public var maxValues: Int
    /// Bytes of memory for everything that is made of one datum: slots, strings, arrays, dictionaries, JSON text. An estimate
    /// that is made before memory is taken; the allocator's own share is not in it.
    public var maxAllocation: Int

    public init(
        maxBytes: Int = 64 << 20, maxDepth: Int = 256, maxItems: Int = 4 << 20, maxZeroByteItems: Int = 64 << 10,
        maxValues: Int = 16 << 20, maxAllocation: Int = 512 << 20
    ) {
        // Slots hold byte offsets, counts and indices in 32 bits, and every depth costs stack.
        self.maxBytes = min(max(maxBytes, 0), Int(Int32.max))
        self.maxDepth = min(max(maxDepth, 1), 1_000)
        self.maxItems = min(max(maxItems, 0), Int(Int32.max))
        self.maxZeroByteItems = min(max(maxZeroByteItems, 0), Int(Int32.max))
        self.maxValues = min(max(maxValues, 1), Int(Int32.max))
        self.maxAllocation = min(max(maxAllocation, 1 << 10), 1 << 40)
    }

    public static let standard = DecodingLimits()
}
