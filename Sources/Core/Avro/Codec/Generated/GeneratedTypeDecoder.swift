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
        self.init(plan: try SchemaResolution.plan(writer: writer ?? own, reader: own, limits: limits))
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
            var value: Value?
            try plan.resolve(bytes, from: offset) { (decoder) throws(AvroDecodingError) in
                value = try Value(resolving: &decoder)
            }
            guard let value else { preconditionFailure("a plan is followed to its end or throws") }
            return value
        } catch {
            throw plan.located(error, bytes, offset)
        }
    }
}

extension DecodingPlan {
    /// Lends a decoder over the datum that fills `bytes` from `offset` on. Not generic, so that it is compiled once and for good.
    @usableFromInline
    func resolve(
        _ bytes: [UInt8], from offset: Int, _ body: (inout ResolvingDecoder) throws(AvroDecodingError) -> Void
    ) throws(AvroDecodingError) {
        try BinaryDecoder.decode(bytes, from: offset, limits: limits) { (plain) throws(AvroDecodingError) in
            let lent = plain
            let result: Result<BinaryDecoder, AvroDecodingError> = program.ops.withUnsafeBufferPointer { ops in
                program.bodies.withUnsafeBufferPointer { bodies in
                    program.tables.withUnsafeBufferPointer { tables in
                        program.unchanged.withUnsafeBufferPointer { unchanged in
                            guard let ops = ops.baseAddress, let bodies = bodies.baseAddress, let tables = tables.baseAddress,
                                let unchanged = unchanged.baseAddress
                            else { preconditionFailure("a plan has a root body with an op, and a table") }
                            var decoder = ResolvingDecoder(
                                plain: lent, plan: self, ops: ops, bodies: bodies, tables: tables, unchanged: unchanged)
                            do throws(AvroDecodingError) {
                                try decoder.settle(Int(bodies[program.root].start))
                                try body(&decoder)
                                return .success(decoder.plain)
                            } catch {
                                return .failure(error)
                            }
                        }
                    }
                }
            }
            plain = try result.get()
        }
    }

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
