/// Writes a generated type in another schema than the one it was made of: in its own, and resolved from there.
///
/// ```swift
/// let encoder = try GeneratedTypeEncoder<Order>(latest)
/// let bytes = try encoder.encode(order)
/// ```
public struct GeneratedTypeEncoder<Value: GeneratedAvroType>: Sendable {
    /// Nil if the schemas have the same data, so that nothing is resolved.
    private let plan: DecodingPlan?

    /// - Parameter schema: what is written.
    public init(_ schema: AvroSchema) throws(SchemaResolutionError) {
        let plan = try SchemaResolution.plan(writer: Value.avroSchema, reader: schema)
        self.plan = plan.program.isUnchanged ? nil : plan
    }

    /// - Parameter prefix: bytes to put in front, such as a schema id.
    /// - Throws: `AvroEncodingError`, or `AvroDecodingError` where the value has a branch or symbol the schema does not.
    public func encode(_ value: Value, after prefix: [UInt8] = []) throws -> [UInt8] {
        guard let plan else { return try value.encoded(after: prefix) }
        let datum = try GenericDatum(try value.encoded(), plan: plan)
        var encoder = BinaryEncoder()
        encoder.writeFixed(prefix)
        datum.encode(to: &encoder)
        return encoder.bytes()
    }
}
