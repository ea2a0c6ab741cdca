import ArgumentParser
import Bytes

/// How bytes of records are written where they meet people and pipes.
enum RecordBytes: String, ExpressibleByArgument, CaseIterable {
    /// As they are, one after the other.
    case binary
    /// A record a line.
    case hex
    /// A record a line.
    case base64

    func written(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .binary: bytes
        case .hex: Array((Self.hex(bytes) + "\n").utf8)
        case .base64: Array((Base64.encode(bytes) + "\n").utf8)
        }
    }

    /// The records of an input. Blanks within a line of hex count for nothing.
    func records(_ input: [UInt8]) throws -> [[UInt8]] {
        if self == .binary { return input.isEmpty ? [] : [input] }
        var records: [[UInt8]] = []
        for (index, line) in input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let text = String(decoding: line.filter { $0 > 0x20 }, as: UTF8.self)
            if text.isEmpty { continue }
            guard let bytes = self == .hex ? Self.bytes(hex: text) : Base64.decode(text) else {
                throw CommandFailure(.failure, "INPUT", "this is not \(rawValue)", at: "standard input, line \(index + 1)")
            }
            records.append(bytes)
        }
        return records
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Nil for an odd number of digits, and for what is none.
    static func bytes(hex text: String) -> [UInt8]? {
        let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(((digits[$0] ?? 0) << 4) | (digits[$0 + 1] ?? 0)) }
    }
}

/// `--id` of encode and decode.
enum RecordFrame: ExpressibleByArgument, Equatable {
    case auto
    case number(Int32)

    init?(argument: String) {
        if argument == "auto" {
            self = .auto
        } else if let id = Int32(argument), id >= 0 {
            self = .number(id)
        } else {
            return nil
        }
    }
}
