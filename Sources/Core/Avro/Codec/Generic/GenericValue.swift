/// A value of a decoded datum. Cheap to copy; keeps the datum alive. Accessors answer nil if the value is of another kind.
public struct GenericValue: Sendable {
    let storage: DatumStorage
    let slotIndex: Int
    /// The type in the reader's schema, a union's branch resolved.
    let typeIndex: Int

    init(storage: DatumStorage, slot: Int, declared: Int) {
        self.storage = storage
        slotIndex = slot
        let shape = storage.plan.shape.types[declared]
        typeIndex = shape.kind == .union ? shape.children[storage.slots[slot].tag.branch ?? 0] : declared
    }

    // In bounds: values are made from indices that lie in the slots' own words.
    var slot: Slot { storage.slots[slotIndex] }

    var shape: TypeShape { storage.plan.shape.types[typeIndex] }

    /// The type of the value; for a value of a union, of its branch.
    public var type: AvroType { storage.plan.reader.types[typeIndex] }

    public var logicalType: AvroLogicalType? { shape.logicalType }

    /// Which branch the value came in, if its type is a union.
    public var unionBranch: Int? { slot.tag.branch }

    public var isNull: Bool { slot.tag.kind == .null }

    public var bool: Bool? { slot.tag.kind == .boolean ? slot.word != 0 : nil }

    /// An int or a long.
    public var int64: Int64? {
        switch slot.tag.kind {
        case .int, .long: Int64(bitPattern: slot.word)
        default: nil
        }
    }

    /// An int, or a long that fits.
    public var int32: Int32? { int64.flatMap(Int32.init(exactly:)) }

    public var float: Float? {
        slot.tag.kind == .float ? Float(bitPattern: UInt32(truncatingIfNeeded: slot.word)) : nil
    }

    /// A double or a float.
    public var double: Double? {
        switch slot.tag.kind {
        case .double: Double(bitPattern: slot.word)
        case .float: Double(Float(bitPattern: UInt32(truncatingIfNeeded: slot.word)))
        default: nil
        }
    }

    /// A string, or the symbol of an enum.
    public var string: String? {
        switch slot.tag.kind {
        case .string: storage.string(slot)
        case .enumeration: shape.names[Int(slot.word)]
        default: nil
        }
    }

    /// The symbol of an enum.
    public var symbol: String? { slot.tag.kind == .enumeration ? shape.names[Int(slot.word)] : nil }

    /// Bytes or fixed.
    public var bytes: [UInt8]? {
        switch slot.tag.kind {
        case .bytes, .fixed: storage.content(slot)
        default: nil
        }
    }

    /// Lends the UTF-8 of a string, or the content of bytes and fixed, without a copy.
    package func withContent<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R? {
        switch slot.tag.kind {
        case .bytes, .fixed, .string: storage.withContent(of: slot, body)
        default: nil
        }
    }

    public var record: GenericRecord? {
        slot.tag.kind == .record ? GenericRecord(storage: storage, first: Int(slot.word), typeIndex: typeIndex) : nil
    }

    public var array: GenericArray? {
        guard slot.tag.kind == .array else { return nil }
        return GenericArray(storage: storage, first: Int(slot.word), count: Int(slot.count), itemType: shape.children[0])
    }

    public var map: GenericMap? {
        guard slot.tag.kind == .map else { return nil }
        return GenericMap(storage: storage, first: Int(slot.word), count: Int(slot.count), valueType: shape.children[0])
    }
}
