/// Hands a decoded value to a Swift type's `init(from:)`.
final class ValueDecoder: Decoder {
    let context: DecodingContext
    let place: DecodingPlace
    let parent: ValueDecoder?
    /// The Swift type that asked, for errors.
    let swiftType: any Any.Type

    init(context: DecodingContext, place: DecodingPlace, parent: ValueDecoder?, swiftType: any Any.Type) {
        self.context = context
        self.place = place
        self.parent = parent
        self.swiftType = swiftType
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var codingPath: [any CodingKey] { path.steps.map(AvroCodingKey.init) }

    var path: AvroPath {
        var steps: [AvroPath.Step] = []
        var current: ValueDecoder? = self
        while let decoder = current {
            // A decoder that stands for the same value as its parent adds no step.
            if let step = decoder.place.step, decoder.place.slot != decoder.parent?.place.slot { steps.append(step) }
            current = decoder.parent
        }
        return AvroPath(root: context.storage.plan.shape.rootShortName, steps: steps.reversed())
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        switch slot(place).tag.kind {
        case .record: KeyedDecodingContainer(RecordDecodingContainer<Key>(decoder: self))
        case .map: KeyedDecodingContainer(MapDecodingContainer<Key>(decoder: self))
        default: throw mismatch("a record or map", place)
        }
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard slot(place).tag.kind == .array else { throw mismatch("an array", place) }
        return ArrayDecodingContainer(decoder: self)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { SingleDecodingContainer(decoder: self) }
}

/// What one decoding shares.
final class DecodingContext {
    let storage: DatumStorage
    let bridges: AvroTypeBridges

    init(storage: DatumStorage, bridges: AvroTypeBridges) {
        self.storage = storage
        self.bridges = bridges
    }
}

/// A slot, the type it was declared with, and the step that led there.
struct DecodingPlace {
    var slot: Int
    var type: Int
    var step: AvroPath.Step?
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
