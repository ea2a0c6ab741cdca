import Bytes

/// One encoding: a scratch of bytes that values are written to as the Swift type hands them over, and ranges of it that
/// are put in the schema's order where the type's order differs.
///
/// `@unchecked Sendable`: one encoding at a time has it, which took it from those that are idle.
final class EncodingSession: @unchecked Sendable {
    let target: EncodingSchema
    let bridges: AvroTypeBridges
    /// The target's own, which lives as long as the session.
    let kinds: UnsafePointer<Slot.Kind>
    // One task encodes, and no closure that writes is handed to another: dynamic exclusivity checks would find nothing,
    // and cost a tenth of an encoding.
    @exclusivity(unchecked) var out = BinaryEncoder()
    @exclusivity(unchecked) private var depth = 0
    /// Encoders that are done with their values, for the next ones.
    @exclusivity(unchecked) private var spare: [ValueEncoder] = []
    /// A type kept its encoder, and may still write with it.
    @exclusivity(unchecked) private var isKept = false

    init(target: EncodingSchema, bridges: AvroTypeBridges) {
        self.target = target
        kinds = target.kinds
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
    func write<T: Encodable>(_ value: T, _ type: Int, parent: ValueEncoder?, key: EncodingKey) throws -> Range<Int> {
        let start = out.count
        // What the schema wants rules most of these out before a type is looked at.
        switch kinds[type] {
        case .record, .array: break
        case .map:
            if T.self == [String: String].self, let entries = value as? [String: String] {
                try writeStrings(entries, shape.types[type].children[0])
                return start..<out.count
            }
        default:
            if try writeScalar(value, type) { return start..<out.count }
            if T.self == [UInt8].self, let bytes = value as? [UInt8], try writeBytes(bytes, type) { return start..<out.count }
        }
        if let bridge = bridges[T.self] {
            try writeBridged(value, bridge, type)
            return start..<out.count
        }
        guard depth <= ValueWalk.maxDepth else {
            throw AvroEncodingError(code: .limit, expected: "at most \(ValueWalk.maxDepth) levels", found: "one more")
        }
        depth += 1
        defer { depth -= 1 }
        var encoder = takeEncoder(type, parent, key, T.self)
        let range: Range<Int>
        if try writeCollection(value, encoder) {
            range = start..<out.count
        } else {
            try value.encode(to: encoder)
            range = try encoder.finish()
        }
        // A type may have kept its encoder, or a container of it; then it is theirs.
        if isKnownUniquelyReferenced(&encoder) {
            encoder.end()
            spare.append(encoder)
        } else {
            isKept = true
        }
        return range
    }

    private func takeEncoder(
        _ type: Int, _ parent: ValueEncoder?, _ key: EncodingKey, _ swiftType: any Any.Type
    ) -> ValueEncoder {
        guard let encoder = spare.popLast() else {
            return ValueEncoder(session: self, type: type, parent: parent, key: key, swiftType: swiftType)
        }
        encoder.begin(type: type, parent: parent, key: key, swiftType: swiftType)
        return encoder
    }

    /// Lets go of what holds the session itself.
    func end() { spare = [] }

    /// Whether the session can serve another encoding: nobody else holds it, and its memory is worth keeping.
    var isReusable: Bool { !isKept && depth == 0 && out.writer.allocatedByteCount <= Self.maxKeptBytes }

    private static let maxKeptBytes = 64 << 10

    /// Like `write`, for a value that has to lie at the end.
    func writeInPlace<T: Encodable>(_ value: T, _ type: Int, parent: ValueEncoder, key: EncodingKey) throws {
        let start = out.count
        do {
            let range = try write(value, type, parent: parent, key: key)
            if range.isEmpty || range.lowerBound == start && range.upperBound == out.count { return }
            // What was put in order elsewhere comes here, over what it was made of.
            out.writer.keep(range, from: start)
        } catch let error as AvroEncodingError {
            throw error.inside(parent.step(key))
        }
    }

    /// Elements of arrays and dictionaries come by type parameter: the frequent ones need no encoder of their own.
    @inline(__always)
    private func writeScalar<T>(_ value: T, _ type: Int) throws -> Bool {
        if T.self == String.self, let value = value as? String { try string(value, type); return true }
        if T.self == Int.self, let value = value as? Int { try integer(value, type); return true }
        if T.self == Int64.self, let value = value as? Int64 { try integer(value, type); return true }
        if T.self == Int32.self, let value = value as? Int32 { try integer(value, type); return true }
        if T.self == Double.self, let value = value as? Double { try double(value, type); return true }
        if T.self == Float.self, let value = value as? Float { try float(value, type); return true }
        return false
    }

    private func writeCollection<T>(_ value: T, _ encoder: ValueEncoder) throws -> Bool {
        let kind = kinds[encoder.type]
        guard kind == .array || kind == .map || kind == .union, let direct = value as? any DirectlyWritten else { return false }
        let wanted = Swift.type(of: direct).avroKind
        guard case .found(let branch, let child) = branch(of: encoder.type, for: [wanted], swiftType: T.self)
        else { return false }
        if let branch { out.writeIndex(branch) }
        try direct.write(to: self, element: shape.types[child].children[0], parent: encoder)
        return true
    }

    /// The most frequent of maps, whose type is known here as the general way's is not.
    private func writeStrings(_ entries: [String: String], _ type: Int) throws {
        if !entries.isEmpty { out.writeBlock(count: entries.count) }
        for (key, value) in entries {
            out.write(key)
            do {
                try string(value, type)
            } catch let error as AvroEncodingError {
                throw error.inside(.key(key))
            }
        }
        out.writeBlock(count: 0)
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

extension AvroEncodingError {
    /// The error, one step further out.
    func inside(_ step: AvroPath.Step?) -> AvroEncodingError {
        guard let step else { return self }
        var error = self
        error.path.prepend(step)
        return error
    }
}
