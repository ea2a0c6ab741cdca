internal import Bytes
public import JSONText

/// Avro data as JSON, both ways, in either of two forms.
public enum AvroJSON {
    public enum Form: Sendable, Hashable {
        /// What people read and write: unions untagged where the branches look different, bytes in base64, decimals,
        /// timestamps (RFC 3339), dates, times and UUIDs as text, 64-bit integers exact. Fields left out take their
        /// default, or null. Tags, `{"com.acme.Card": …}`, are written where branches look alike and always understood.
        case people
        /// Avro 1.12, "JSON Encoding": tagged unions, bytes as the characters U+0000 to U+00FF, logical types as what they
        /// annotate, every field present.
        case specification
    }

    /// - Throws: if the tree takes more than the plan's `maxAllocation`.
    public static func value(of datum: GenericDatum, form: Form = .people) throws(AvroDecodingError) -> JSONValue {
        var json = DatumJSON(storage: datum.storage, form: form)
        return try json.value(0, datum.storage.plan.shape.root)
    }

    /// The text in UTF-8, without a tree between: the way to print many.
    /// - Throws: if the text grows beyond the plan's `maxAllocation`.
    public static func bytes(of datum: GenericDatum, form: Form = .people) throws(AvroDecodingError) -> [UInt8] {
        let storage = datum.storage, pieces = storage.plan.pieces, root = storage.plan.shape.root
        let result: Result<[UInt8], AvroDecodingError> = pieces.types.withUnsafeBufferPointer { types in
            pieces.children.withUnsafeBufferPointer { children in
                pieces.pieces.withUnsafeBufferPointer { parts in
                    pieces.text.withUnsafeBytes { text in
                        // A schema has a type and every type a tag; without children no child is looked at.
                        guard let types = types.baseAddress, let parts = parts.baseAddress, let text = text.baseAddress,
                            let children = children.baseAddress ?? UnsafePointer(bitPattern: MemoryLayout<UInt32>.alignment)
                        else { preconditionFailure("a schema has a type with a name") }
                        var writer = DatumJSONWriter(
                            storage: storage, form: form, slots: storage.slots, types: types, children: children, pieces: parts,
                            text: text, maxByteCount: storage.plan.limits.maxAllocation,
                            out: ByteWriter(capacity: 64 + 4 * (storage.end - storage.start)))
                        do throws(AvroDecodingError) {
                            try writer.value(storage.slots[0], root)
                            try writer.checkSize()
                            return .success(writer.out.array())
                        } catch {
                            return .failure(error)
                        }
                    }
                }
            }
        }
        return try result.get()
    }

    /// The value alone: without the tag, if it came in a union.
    public static func value(of value: GenericValue, form: Form = .people) throws(AvroDecodingError) -> JSONValue {
        var json = DatumJSON(storage: value.storage, form: form)
        return try json.content(value.slot, value.typeIndex)
    }
}

/// Writes JSON as data of one schema. Make one per schema and keep it.
public struct AvroJSONEncoder: Sendable {
    let target: EncodingSchema
    let form: AvroJSON.Form
    let limits: DecodingLimits

    /// - Parameter limits: what is written stays within them, as if it were read.
    public init(_ schema: AvroSchema, form: AvroJSON.Form = .people, limits: DecodingLimits = .standard) {
        target = EncodingSchema(schema)
        self.form = form
        self.limits = limits
    }

    /// For reading the text that is to be encoded.
    package var textLimits: JSONLimits { limits.text }

    public var schema: AvroSchema { target.schema }

    /// - Parameter prefix: bytes to put in front, such as a schema id.
    public func encode(_ value: JSONValue, after prefix: [UInt8] = []) throws(AvroEncodingError) -> [UInt8] {
        var out = BinaryEncoder()
        var walk = JSONDatumWalk(
            schema: target.schema, shape: target.shape, form: form == .people ? .people : .specification, limits: limits)
        do throws(AvroEncodingError) {
            try walk.write(value, target.shape.root, &out, depth: 0)
        } catch {
            throw target.rooted(error)
        }
        return prefix.isEmpty ? out.bytes() : prefix + out.bytes()
    }

    /// Like the other; errors carry the place in the text.
    package func encode(_ node: JSONNode, after prefix: [UInt8] = []) throws(AvroEncodingError) -> [UInt8] {
        do throws(AvroEncodingError) {
            return try encode(node.value, after: prefix)
        } catch {
            var error = error
            error.place = node.place(of: error.path)
            throw error
        }
    }
}

extension DecodingLimits {
    /// Of the JSON text of a datum: it may nest as deep as decoding allows, a union puts a tag around each level, and what it
    /// is read into takes no more memory than a datum's values may.
    package var text: JSONLimits {
        JSONLimits(maxDepth: 2 * maxDepth + 2, maxBytes: maxBytes, maxValues: maxValues, maxAllocation: maxAllocation)
    }
}

extension JSONNode {
    /// Where the value of a path stands, or the innermost one around it that is there.
    func place(of path: AvroPath) -> TextRange {
        var current = self
        for step in path.steps {
            guard let next = current.child(step) ?? current.tagged?.child(step) else { break }
            current = next
        }
        return current.range
    }

    private func child(_ step: AvroPath.Step) -> JSONNode? {
        switch step {
        case .field(let name), .key(let name): return self[name]
        case .item(let index): return asArray.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        case .anyItem, .anyEntry: return nil
        }
    }

    /// What may stand under a union's tag.
    private var tagged: JSONNode? {
        guard let members = asObject, members.count == 1 else { return nil }
        return members[0].value
    }
}
