import TestKit

/// Makes `.proto` texts of everything that protobuf-c takes: messages in messages and in circles, enums, oneofs, maps, packed and
/// plain lists, all scalars; no groups and no extensions.
struct RandomProto {
    private var random: SeededGenerator
    private var lines: [String] = []
    private let isProto3: Bool
    private let messageCount: Int

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        isProto3 = seed % 2 == 1
        messageCount = Int.random(in: 1...4, using: &random)
    }

    /// The messages are called `M0`, `M1`, …; the first is the one to make records of.
    mutating func text() -> String {
        lines = ["syntax = \"\(isProto3 ? "proto3" : "proto2")\";", "package random;", "enum E { ZERO = 0; ONE = 1; LESS = -5; BIG = 2147483647; }"]
        for index in 0..<messageCount { message(index) }
        return lines.joined(separator: "\n")
    }

    private static let scalars = [
        "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64",
        "bool", "string", "bytes",
    ]

    private mutating func message(_ index: Int) {
        lines.append("message M\(index) {")
        // Numbers with gaps, out of order, of one to five bytes as tags.
        var numbers = Array([1, 2, 3, 4, 5, 7, 15, 16, 17, 100, 2047, 2048, 5000, 20_000, 536_870_911].shuffled(using: &random))
        for field in 0..<Int.random(in: 1...8, using: &random) { lines.append("  " + self.field(field, numbers.removeLast())) }
        if Bool.random(using: &random) {
            lines.append("  oneof choice {")
            for member in 0..<Int.random(in: 1...3, using: &random) { lines.append("    \(type()) c\(member) = \(numbers.removeLast());") }
            lines.append("  }")
        }
        lines.append("}")
    }

    private mutating func field(_ index: Int, _ number: Int) -> String {
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            let key = ["int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64", "bool", "string"]
            return "map<\(key.randomElement(using: &random) ?? "string"), \(type())> f\(index) = \(number);"
        case 1, 2: return "repeated \(type()) f\(index) = \(number);"
        case 3:
            // Packed against the custom of the syntax, where a list can be.
            let scalar = Self.scalars.dropLast(2).randomElement(using: &random) ?? "int32"
            return "repeated \(scalar) f\(index) = \(number) [packed = \(isProto3 ? "false" : "true")];"
        case 4: return "optional \(type()) f\(index) = \(number);"
        case 5 where !isProto3:
            return "required \(Self.scalars.randomElement(using: &random) ?? "string") f\(index) = \(number);"
        default: return "\(isProto3 ? "" : "optional ")\(type()) f\(index) = \(number);"
        }
    }

    private mutating func type() -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: "E"
        case 1, 2: "M\(Int.random(in: 0..<messageCount, using: &random))"
        default: Self.scalars.randomElement(using: &random) ?? "string"
        }
    }
}
