/// Hands a decoded value to a Swift type's `init(from:)`.
final class ValueDecoder: Decoder {
    let context: DecodingContext
    let place: DecodingPlace
    let parent: ValueDecoder?
    /// The Swift type that asked, for errors.
    let swiftType: any Any.Type
    /// Of the value; a union's branch.
    let shape: TypeShape
    /// The value's own slot.
    let slot: Slot
    /// Where the next field is looked for first: types ask for their fields in order.
    var nextField = 0

    init(context: DecodingContext, place: DecodingPlace, parent: ValueDecoder?, swiftType: any Any.Type) {
        self.context = context
        self.place = place
        self.parent = parent
        self.swiftType = swiftType
        slot = context.slots[place.slot]
        shape = context.shape(place)
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var codingPath: [any CodingKey] { path.steps.map(AvroCodingKey.init) }

    var path: AvroPath {
        var steps: [AvroPath.Step] = []
        var current = self
        while let parent = current.parent {
            if let step = parent.step(to: current.place) { steps.append(step) }
            current = parent
        }
        return AvroPath(root: context.storage.plan.shape.rootShortName, steps: steps.reversed())
    }

    /// The step from this value to one of its parts; nil for the value itself.
    func step(to part: DecodingPlace) -> AvroPath.Step? {
        switch part.key {
        case .same: nil
        case .field(let index): .field(shape.names[index])
        case .item(let index): .item(index)
        case .entry: .key(context.storage.string(context.slots[part.slot - 1]))
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        switch shape.kind {
        case .record: KeyedDecodingContainer(RecordDecodingContainer<Key>(decoder: self))
        case .map: KeyedDecodingContainer(MapDecodingContainer<Key>(decoder: self))
        default: throw mismatch("a record or map", itself)
        }
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard shape.kind == .array else { throw mismatch("an array", itself) }
        return ArrayDecodingContainer(decoder: self)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { SingleDecodingContainer(decoder: self) }

    /// The place of this value as a part of itself.
    var itself: DecodingPlace { DecodingPlace(slot: place.slot, type: place.type, key: .same) }
}

/// What one decoding shares.
final class DecodingContext {
    let storage: DatumStorage
    let bridges: AvroTypeBridges
    /// The storage's own; it lives as long as the storage, which nobody fills anew while a decoding holds it.
    let slots: UnsafeMutablePointer<Slot>
    private let types: [TypeShape]
    /// Bytes of memory taken so far for what the type holds, as the binary decoder counts them.
    @exclusivity(unchecked) private var allocated = 0

    /// Counts memory before it is taken.
    func charge(_ byteCount: Int) throws {
        allocated &+= byteCount
        let limit = storage.plan.limits.maxAllocation
        if allocated > limit { throw AvroDecodingError.tooMuchMemory(limit, wanted: allocated, at: storage.end) }
    }

    init(storage: DatumStorage, bridges: AvroTypeBridges) {
        self.storage = storage
        self.bridges = bridges
        slots = storage.slots
        types = storage.plan.shape.types
    }

    /// The shape of a value; a union's branch.
    func shape(_ place: DecodingPlace) -> TypeShape {
        let declared = types[place.type]
        return declared.kind == .union ? types[declared.children[slots[place.slot].tag.branch ?? 0]] : declared
    }
}

/// A slot, the type it was declared with, and what part of the value around it it is.
struct DecodingPlace {
    enum Key {
        case same, field(Int), item(Int), entry
    }

    var slot: Int
    var type: Int
    var key: Key
}

/// A step of a path as Swift's `Codable` knows it.
struct AvroCodingKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ step: AvroPath.Step) {
        switch step {
        case .field(let name): (stringValue, intValue) = (name, nil)
        case .key(let key): (stringValue, intValue) = (key, nil)
        case .item(let index): (stringValue, intValue) = ("\(index)", index)
        case .anyItem: (stringValue, intValue) = ("[]", nil)
        case .anyEntry: (stringValue, intValue) = ("{}", nil)
        }
    }

    init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }

    init(intValue: Int) { (stringValue, self.intValue) = ("\(intValue)", intValue) }
}
