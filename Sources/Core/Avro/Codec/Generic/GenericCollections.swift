/// The fields of a decoded record, in the order of the reader's schema.
public struct GenericRecord: Sendable, RandomAccessCollection {
    let storage: DatumStorage
    let first: Int
    let typeIndex: Int

    private var shape: TypeShape { storage.plan.shape.types[typeIndex] }

    /// Full name of the record's type.
    public var name: String { shape.name }

    public var startIndex: Int { 0 }

    public var endIndex: Int { shape.names.count }

    public subscript(position: Int) -> (name: String, value: GenericValue) {
        let shape = shape
        precondition(shape.names.indices.contains(position), "a field's index lies inside its record")
        return (
            shape.names[position],
            GenericValue(storage: storage, slot: first + position, declared: shape.children[position]))
    }

    /// The field of this name; nil if the reader's schema has none.
    public subscript(name: String) -> GenericValue? {
        shape.index(of: name).map { self[$0].value }
    }
}

public struct GenericArray: Sendable, RandomAccessCollection {
    let storage: DatumStorage
    let first: Int
    public let count: Int
    let itemType: Int

    public var startIndex: Int { 0 }

    public var endIndex: Int { count }

    public subscript(position: Int) -> GenericValue {
        precondition(position >= 0 && position < count, "an index lies inside its array")
        return GenericValue(storage: storage, slot: first + position, declared: itemType)
    }
}

/// The entries of a decoded map in the order written. Keys may repeat: writers are free to do so.
public struct GenericMap: Sendable, RandomAccessCollection {
    let storage: DatumStorage
    let first: Int
    public let count: Int
    let valueType: Int

    public var startIndex: Int { 0 }

    public var endIndex: Int { count }

    public subscript(position: Int) -> (key: String, value: GenericValue) {
        precondition(position >= 0 && position < count, "an index lies inside its map")
        let place = first + position * 2
        return (
            storage.string(storage.slots[place]),
            GenericValue(storage: storage, slot: place + 1, declared: valueType))
    }

    /// The value under `key`; the last one, if it was written twice. Looks at every entry.
    public subscript(key: String) -> GenericValue? {
        indices.last { self[$0].key == key }.map { self[$0].value }
    }
}
