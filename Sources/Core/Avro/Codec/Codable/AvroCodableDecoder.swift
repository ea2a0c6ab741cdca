/// Reads Avro data into `Decodable` Swift types.
///
/// Bytes of the writer's schema become values of the reader's schema by the plan; those fill the type: records by field
/// name, unions with null as Optional, enums as types with a raw String, arrays, maps with String keys, bytes and fixed as
/// `[UInt8]`. A field the writer did not have comes from the reader's default. Integers of any width take what fits.
public struct AvroCodableDecoder: Sendable {
    public let plan: DecodingPlan
    let bridges: AvroTypeBridges

    public init(plan: DecodingPlan, bridges: AvroTypeBridges = AvroTypeBridges()) {
        self.plan = plan
        self.bridges = bridges
    }

    /// - Parameter offset: where the datum begins; it ends with the bytes.
    /// - Throws: `AvroDecodingError`, or what the type's own `init(from:)` throws.
    public func decode<T: Decodable>(_ type: T.Type = T.self, from bytes: [UInt8], at offset: Int = 0) throws -> T {
        try decode(type, from: try GenericDatum(bytes, from: offset, plan: plan))
    }

    /// Fills a type from a datum that has been decoded; the plan is the datum's own.
    public func decode<T: Decodable>(_ type: T.Type = T.self, from datum: GenericDatum) throws -> T {
        let shape = datum.storage.plan.shape
        let root = ValueDecoder(
            context: DecodingContext(storage: datum.storage, bridges: bridges),
            place: DecodingPlace(slot: 0, type: shape.root, key: .same), parent: nil, swiftType: type)
        do {
            return try root.decode(type, root.itself)
        } catch let error as DecodingError {
            throw AvroDecodingError(error, root: shape, swiftType: type)
        }
    }
}

extension AvroDecodingError {
    /// An error of the standard library's own `init(from:)`, such as a raw value an enum does not have.
    init(_ error: DecodingError, root: SchemaShape, swiftType: any Any.Type) {
        let context: DecodingError.Context
        let expected: String
        switch error {
        case .typeMismatch(let type, let detail), .valueNotFound(let type, let detail): (expected, context) = ("\(type)", detail)
        case .keyNotFound(let key, let detail): (expected, context) = ("field \"\(key.stringValue)\"", detail)
        case .dataCorrupted(let detail): (expected, context) = ("a valid value", detail)
        @unknown default: (expected, context) = ("a valid value", .init(codingPath: [], debugDescription: "\(error)"))
        }
        let steps = context.codingPath.map { key in key.intValue.map { AvroPath.Step.item($0) } ?? .field(key.stringValue) }
        self.init(
            code: .mismatch, path: AvroPath(root: root.rootShortName, steps: steps), schema: root.rootName,
            expected: "\(expected) for Swift type \(swiftType)", found: context.debugDescription)
    }
}
