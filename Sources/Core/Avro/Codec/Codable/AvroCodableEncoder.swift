internal import Synchronization

/// Writes `Encodable` Swift types as Avro data of one schema. Make one per schema and keep it.
///
/// Structs become records by field name, in whatever order the type gives its fields; nil takes the null branch of a union;
/// types with a raw String become enums; arrays, dictionaries with String keys, `[UInt8]` and the bridged types as in
/// `AvroCodableDecoder`. A field of the schema that the type does not have takes its default, or null if it may be null.
public struct AvroCodableEncoder: Sendable {
    let target: EncodingSchema
    let bridges: AvroTypeBridges
    private let idle = IdleSessions()

    public init(_ schema: AvroSchema, bridges: AvroTypeBridges = AvroTypeBridges()) {
        target = EncodingSchema(schema)
        self.bridges = bridges
    }

    public var schema: AvroSchema { target.schema }

    /// - Parameter prefix: bytes to put in front, such as a schema id.
    /// - Throws: `AvroEncodingError`, or what the type's own `encode(to:)` throws.
    public func encode<T: Encodable>(_ value: T, after prefix: [UInt8] = []) throws -> [UInt8] {
        let session = idle.take() ?? EncodingSession(target: target, bridges: bridges)
        do {
            session.out.writeFixed(prefix)
            let range = try session.write(value, target.shape.root, parent: nil, key: .same)
            let bytes = session.result(prefix: prefix.count, range)
            idle.give(session)
            return bytes
        } catch {
            session.end()
            throw (error as? AvroEncodingError).map(target.rooted) ?? error
        }
    }
}

/// Sessions between two encodings, with the memory they have taken.
private final class IdleSessions: Sendable {
    /// As many as encode at once on most machines.
    private static let maxCount = 8
    private let sessions = Mutex<[EncodingSession]>([])

    deinit {
        let left = sessions.withLock { $0 }
        for session in left { session.end() }
    }

    func take() -> EncodingSession? { sessions.withLock { $0.popLast() } }

    func give(_ session: EncodingSession) {
        session.out.removeAll()
        let isKept = session.isReusable
            && sessions.withLock { sessions in
                guard sessions.count < Self.maxCount else { return false }
                sessions.append(session)
                return true
            }
        if !isKept { session.end() }
    }
}
