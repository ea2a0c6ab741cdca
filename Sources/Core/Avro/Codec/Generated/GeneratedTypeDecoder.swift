internal import Bytes

/// Reads data of one writer's schema into a generated type. What has to be resolved is decided once, here; make one per
/// writer's schema and keep it.
///
/// ```swift
/// let decoder = try GeneratedTypeDecoder<Order>(writer: written)
/// let order = try decoder.decode(bytes)
/// ```
public struct GeneratedTypeDecoder<Value: GeneratedAvroType>: Sendable {
    /// From the writer's schema to the type's.
    public let plan: DecodingPlan
    /// The data looks as the type's straight-line code reads it.
    @usableFromInline let isUnchanged: Bool

    /// - Parameter writer: the schema of the data; nil means the type's own.
    public init(writer: AvroSchema? = nil, limits: DecodingLimits = .standard) throws(SchemaResolutionError) {
        let own = Value.avroSchema
        if let writer {
            self.init(plan: try SchemaResolution.plan(writer: writer, reader: own, limits: limits))
        } else {
            self.init(plan: try SchemaResolution.plan(for: own, limits: limits))
        }
    }

    /// - Parameter plan: one whose reader's schema is the type's own; data read by another is refused, field by field.
    public init(plan: DecodingPlan) {
        self.plan = plan
        isUnchanged = plan.program.isUnchanged
    }

    /// - Parameter offset: where the datum begins; it ends with the bytes.
    @inlinable
    public func decode(_ bytes: [UInt8], from offset: Int = 0) throws(AvroDecodingError) -> Value {
        do throws(AvroDecodingError) {
            if isUnchanged { return try BinaryDecoder.decode(bytes, from: offset, limits: plan.limits, Value.init(from:)) }
            return try BinaryDecoder.decode(bytes, from: offset, limits: plan.limits) {
                (plain) throws(AvroDecodingError) -> Value in
                var decoder = try ResolvingDecoder(plain, plan)
                // So that the value is made where it is wanted, and not moved there. Only where it ends is asked for.
                defer { plain.reader = decoder.plain.reader }
                return try Value(resolving: &decoder)
            }
        } catch {
            throw plan.located(error, bytes, offset)
        }
    }
}

extension DecodingPlan {
    /// Straight-line code does not keep count of where it is. The generic decoder does: it reads the same bytes again and
    /// says where it stopped.
    @usableFromInline @inline(never)
    func located(_ error: AvroDecodingError, _ bytes: [UInt8], _ offset: Int) -> AvroDecodingError {
        do throws(AvroDecodingError) {
            _ = try GenericDatum(bytes, from: offset, plan: self)
        } catch {
            return error
        }
        // What only the type minds, such as the memory its values take.
        var error = error
        error.path.root = shape.rootShortName
        error.schema = shape.rootName
        return error
    }
}
