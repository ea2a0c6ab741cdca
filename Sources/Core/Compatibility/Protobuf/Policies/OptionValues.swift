internal import ProtobufSchema

/// The values of an options message by their field numbers; the last one counts, as on the wire.
struct OptionValues {
    enum Value: Hashable {
        case integer(UInt64)
        case bytes([UInt8])
    }

    private var values: [Int32: Value] = [:]

    /// Reads as far as the bytes are well formed: the descriptor was read and checked before.
    init(_ options: OptionsBytes?) { self.init(reading: (options?.bytes ?? [])[...]) }

    private init(reading bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while let tag = Self.varint(&rest) {
            let number = Int32(truncatingIfNeeded: tag >> 3)
            switch tag & 7 {
            case 0:
                guard let value = Self.varint(&rest) else { return }
                values[number] = .integer(value)
            case 2:
                guard let length = Self.varint(&rest), length <= UInt64(rest.count) else { return }
                values[number] = .bytes(Array(rest.prefix(Int(length))))
                rest = rest.dropFirst(Int(length))
            case 1: rest = rest.dropFirst(8)
            case 5: rest = rest.dropFirst(4)
            default: return
            }
        }
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    subscript(_ number: Int32) -> Value? { values[number] }

    func integer(_ number: Int32) -> UInt64? {
        if case .integer(let value)? = values[number] { value } else { nil }
    }

    func message(_ number: Int32) -> OptionValues? {
        if case .bytes(let bytes)? = values[number] { OptionValues(reading: bytes[...]) } else { nil }
    }
}
