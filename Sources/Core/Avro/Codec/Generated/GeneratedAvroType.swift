/// A Swift type generated from a schema by `herald schema codegen swift`: it knows its schema, and reads and writes itself in
/// straight-line code.
///
/// Programs do not conform types of their own: decoding relies on `init(from:)` reading exactly what the schema says.
public protocol GeneratedAvroType: Sendable {
    /// The schema the type was generated from.
    static var avroSchema: AvroSchema { get }

    /// Reads data that was written in `avroSchema`.
    init(from decoder: inout BinaryDecoder) throws(AvroDecodingError)

    /// Reads data of another schema by the plan that leads to `avroSchema`.
    init(resolving decoder: inout ResolvingDecoder) throws(AvroDecodingError)

    /// - Throws: only if the type can contain itself and the value does so more often than `DecodingLimits` would read.
    func encode(to encoder: inout BinaryEncoder) throws(AvroEncodingError)
}

extension GeneratedAvroType {
    /// The value's bytes in `avroSchema`.
    /// - Parameter prefix: bytes to put in front, such as a schema id.
    @inlinable
    public func encoded(after prefix: [UInt8] = []) throws(AvroEncodingError) -> [UInt8] {
        var encoder = BinaryEncoder()
        encoder.writeFixed(prefix)
        try encode(to: &encoder)
        return encoder.bytes()
    }
}

extension AvroSchema {
    /// The schema in generated code, which the generator has read before it wrote it down.
    public init(generated text: String) {
        do throws(AvroSchemaError) {
            self = try AvroSchemaParser.parse(text, strictness: .lenient)
        } catch {
            preconditionFailure("the schema in generated code was changed by hand: \(error)")
        }
    }
}

/// The value of Avro's null where it stands alone.
public struct AvroNull: Hashable, Sendable {
    @inlinable public init() {}
}

/// A field whose type contains the field's own record: its value lies in memory of its own.
@propertyWrapper
public struct AvroIndirect<Value> {
    @usableFromInline
    enum Storage {
        indirect case value(Value)
    }

    @usableFromInline var storage: Storage

    @inlinable
    public init(wrappedValue: Value) { storage = .value(wrappedValue) }

    @inlinable
    public var wrappedValue: Value {
        get {
            switch storage {
            case .value(let value): value
            }
        }
        set { storage = .value(newValue) }
    }
}

extension AvroIndirect: Sendable where Value: Sendable {}
extension AvroIndirect.Storage: Sendable where Value: Sendable {}

extension AvroIndirect: Equatable where Value: Equatable {
    public static func == (left: Self, right: Self) -> Bool { left.wrappedValue == right.wrappedValue }
}

extension AvroIndirect: Hashable where Value: Hashable {
    public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}
