import KafkaWire
import TestKit
import WireGeneration

/// Bytes of a valid message, made from its definition alone: a second writer, to judge the generated one by.
struct RandomFrame {
    let api: APIDefinition
    let version: Int
    var random: SeededGenerator
    private(set) var bytes: [UInt8] = []

    init(_ api: APIDefinition, version: Int, random: SeededGenerator) {
        self.api = api
        self.version = version
        self.random = random
    }

    private var isFlexible: Bool { api.firstFlexible.map { version >= $0 } ?? false }

    mutating func write(_ fields: [FieldDefinition]) {
        let present = fields.filter { $0.versions.contains(version) }
        for field in present where field.tag == nil { write(field) }
        guard isFlexible else { return }
        var tagged: [(Int, [UInt8])] = []
        for field in present {
            guard let tag = field.tag, Bool.random(using: &random) else { continue }
            var inner = RandomFrame(api, version: version, random: random)
            inner.write(field, canBeDefault: false)
            random = inner.random
            tagged.append((tag, inner.bytes))
        }
        varint(tagged.count)
        for (tag, content) in tagged.sorted(by: { $0.0 < $1.0 }) {
            varint(tag)
            varint(content.count)
            bytes += content
        }
    }

    private mutating func write(_ field: FieldDefinition, canBeDefault: Bool = true) {
        let mayBeNull = canBeDefault && field.nullable?.contains(version) == true
        let isNull = mayBeNull && Int.random(in: 0..<4, using: &random) == 0
        guard field.isArray else {
            return write(field.type, isNull: isNull, mayBeNull: field.nullable?.contains(version) == true)
        }
        let count = Int.random(in: canBeDefault ? 0...3 : 1...3, using: &random)
        length(isNull ? nil : count, classic: 4)
        if isNull { return }
        for _ in 0..<count { write(field.type, isNull: false, mayBeNull: false) }
    }

    private mutating func write(_ type: FieldType, isNull: Bool, mayBeNull: Bool) {
        switch type {
        // Never zero or -1, so that a tagged field never holds its default.
        case .bool: bytes.append(1)
        case .int8: number(Int8.random(in: 2...100, using: &random))
        case .int16, .error: number(Int16.random(in: 2...(.max), using: &random))
        case .int32: number(Int32.random(in: 2...(.max), using: &random))
        case .int64: number(Int64.random(in: 2...(.max), using: &random))
        case .uuid: for _ in 0..<16 { bytes.append(.random(in: 1...255, using: &random)) }
        case .string: write(some: isNull ? nil : text(), classic: 2)
        case .bytes, .records: write(some: isNull ? nil : noise(), classic: 4)
        case .structure(_, let fields):
            if mayBeNull { number(Int8(isNull ? -1 : 1)) }
            if !isNull { write(fields) }
        }
    }

    private mutating func write(some content: [UInt8]?, classic: Int) {
        length(content?.count, classic: classic)
        bytes += content ?? []
    }

    private mutating func length(_ count: Int?, classic: Int) {
        if isFlexible { return varint((count ?? -1) + 1) }
        if classic == 2 { number(Int16(count ?? -1)) } else { number(Int32(count ?? -1)) }
    }

    private mutating func varint(_ value: Int) {
        var rest = value
        while rest >= 128 {
            bytes.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private mutating func number<T: FixedWidthInteger>(_ value: T) {
        for shift in stride(from: T.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> T(shift)))
        }
    }

    private mutating func text() -> [UInt8] {
        let alphabet = Array("abcXYZ-._ é€𝄞")
        let count = Int.random(in: 1...200, using: &random)
        return Array(String((0..<count).map { _ in alphabet[Int.random(in: alphabet.indices, using: &random)] }).utf8)
    }

    private mutating func noise() -> [UInt8] {
        (0..<Int.random(in: 0...200, using: &random)).map { _ in .random(in: 0...255, using: &random) }
    }
}
