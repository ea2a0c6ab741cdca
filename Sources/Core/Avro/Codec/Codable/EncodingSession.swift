import Bytes

/// One encoding: a scratch of bytes that values are written to as the Swift type hands them over, and ranges of it that
/// are put in the schema's order where the type's order differs.
final class EncodingSession {
    let target: EncodingSchema
    let bridges: AvroTypeBridges
    var out = BinaryEncoder()
    private var depth = 0

    init(target: EncodingSchema, bridges: AvroTypeBridges) {
        self.target = target
        self.bridges = bridges
    }

    var shape: SchemaShape { target.shape }

    /// The prefix and what lies in `range`.
    func result(prefix: Int, _ range: Range<Int>) -> [UInt8] {
        out.writer.withBytes { bytes in
            if range.lowerBound == prefix { return [UInt8](bytes[..<range.upperBound]) }
            return [UInt8](bytes[..<prefix]) + bytes[range]
        }
    }

    /// Copies what lies in `range` to the end.
    func append(copyOf range: Range<Int>) { out.writer.appendCopy(of: range) }

    /// Writes a value of any type as Avro type `type`; says where it lies.
    func write<T: Encodable>(_ value: T, _ type: Int, parent: ValueEncoder?, step: AvroPath.Step?) throws -> Range<Int> {
        let start = out.count
        if T.self == [UInt8].self, let bytes = value as? [UInt8], try writeBytes(bytes, type) { return start..<out.count }
        if let bridge = bridges[T.self] {
            try writeBridged(value, bridge, type)
            return start..<out.count
        }
        guard depth <= ValueWalk.maxDepth else {
            throw AvroEncodingError(expected: "at most \(ValueWalk.maxDepth) levels", found: "one more")
        }
        depth += 1
        defer { depth -= 1 }
        let encoder = ValueEncoder(session: self, type: type, parent: parent, step: step, swiftType: T.self)
        try value.encode(to: encoder)
        return try encoder.finish()
    }

    private func writeBytes(_ bytes: [UInt8], _ index: Int) throws -> Bool {
        let type = shape.types[index]
        switch type.kind {
        case .bytes: out.write(bytes)
        case .fixed:
            guard bytes.count == type.size else {
                throw AvroEncodingError(expected: "\(type.size) bytes of fixed \(type.name)", found: "\(bytes.count) bytes")
            }
            out.writeFixed(bytes)
        case .union:
            let fitting = type.children.firstIndex {
                shape.types[$0].kind == .bytes || shape.types[$0].kind == .fixed && shape.types[$0].size == bytes.count
            }
            guard let fitting else { return false }
            out.writeIndex(fitting)
            return try writeBytes(bytes, type.children[fitting])
        default: return false
        }
        return true
    }

    private func writeBridged(_ value: Any, _ bridge: AvroTypeBridge, _ index: Int) throws {
        let type = shape.types[index]
        let walk = ValueWalk(target: target)
        if type.kind == .union {
            for (branch, child) in type.children.enumerated() where shape.types[child].kind != .null {
                guard let avro = bridge.encode(value, target.schema.types[child]) else { continue }
                out.writeIndex(branch)
                return try walk.write(avro, child, &out, depth: depth)
            }
        } else if let avro = bridge.encode(value, target.schema.types[index]) {
            return try walk.write(avro, index, &out, depth: depth)
        }
        throw mismatch(index, "\(Swift.type(of: value)) \(value)")
    }
}
