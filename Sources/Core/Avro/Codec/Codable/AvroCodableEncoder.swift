/// Writes `Encodable` Swift types as Avro data of one schema. Make one per schema and keep it.
///
/// Structs become records by field name, in whatever order the type gives its fields; nil takes the null branch of a union;
/// types with a raw String become enums; arrays, dictionaries with String keys, `[UInt8]` and the bridged types as in
/// `AvroCodableDecoder`. A field of the schema that the type does not have takes its default, or null if it may be null.
public struct AvroCodableEncoder: Sendable {
    let target: EncodingSchema
    let bridges: AvroTypeBridges

    public init(_ schema: AvroSchema, bridges: AvroTypeBridges = AvroTypeBridges()) {
        target = EncodingSchema(schema)
        self.bridges = bridges
    }

    public var schema: AvroSchema { target.schema }

    /// - Parameter prefix: bytes to put in front, such as a schema id.
    /// - Throws: `AvroEncodingError`, or what the type's own `encode(to:)` throws.
    public func encode<T: Encodable>(_ value: T, after prefix: [UInt8] = []) throws -> [UInt8] {
        let session = EncodingSession(target: target, bridges: bridges)
        defer { session.end() }
        session.out.writeFixed(prefix)
        do {
            let range = try session.write(value, target.shape.root, parent: nil, key: .same)
            return session.result(prefix: prefix.count, range)
        } catch let error as AvroEncodingError {
            throw target.rooted(error)
        }
    }
}
