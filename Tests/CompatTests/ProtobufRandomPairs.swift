import TestKit

/// Pairs of `.proto` texts that have much in common: one is made at random, the other is the first with a few changes.
struct ProtobufRandomPairs {
    struct Field {
        var label: String
        var type: String
        var name: String
        var number: Int
        /// The oneof around it.
        var oneof: String?
    }

    struct Message {
        var name: String
        var fields: [Field]
    }

    private var random: SeededGenerator
    private let isProto2: Bool

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        isProto2 = seed.isMultiple(of: 3)
    }

    mutating func pair() -> (old: String, new: String) {
        let old = ["A", "B", "C"].map { name in
            Message(name: name, fields: (1...(1 + below(6))).map { field(number: $0) })
        }
        var new = old
        for _ in 0...below(3) { change(&new) }
        return (text(old), text(new))
    }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    private mutating func field(number: Int) -> Field {
        let isMember = random.oneIn(4)
        let label = isMember ? "" : label()
        return Field(
            label: label, type: type(isMember: isMember), name: "f\(number)", number: number,
            oneof: isMember ? "o\(below(2))" : nil)
    }

    private mutating func label() -> String {
        isProto2 ? ["optional", "optional", "repeated", "required"][below(4)] : ["", "", "optional", "repeated"][below(4)]
    }

    private mutating func type(isMember: Bool) -> String {
        let types = [
            "int32", "int64", "uint32", "uint64", "sint32", "sint64", "bool", "fixed32", "fixed64", "sfixed32", "sfixed64",
            "float",
            "double", "string", "bytes", "E", "B", "C",
        ]
        if !isMember, random.oneIn(12) { return "map<\(["string", "int32", "bool"][below(3)]), \(types[below(types.count)])>" }
        return types[below(types.count)]
    }

    private mutating func change(_ messages: inout [Message]) {
        let index = below(messages.count)
        let count = messages[index].fields.count
        guard count > 0 else { return }
        let place = below(count)
        switch below(11) {
        case 0, 1: messages[index].fields[place].type = type(isMember: messages[index].fields[place].oneof != nil)
        case 2: messages[index].fields.remove(at: place)
        case 3: messages[index].fields.append(field(number: 20 + below(3)))
        case 4: messages[index].fields[place].name = "renamed\(place)"
        case 5: messages[index].fields[place].number += 10
        case 6:
            if messages[index].fields[place].oneof == nil { messages[index].fields[place].label = label() }
        case 7, 8:
            messages[index].fields[place].oneof = messages[index].fields[place].oneof == nil ? "o\(below(2))" : nil
            messages[index].fields[place].label = messages[index].fields[place].oneof == nil && isProto2 ? "optional" : ""
        case 9: messages[index].fields.shuffle(using: &random)
        default:
            let type = messages[index].fields[place].type
            messages[index].fields[place].type =
                ["int32": "int64", "string": "bytes", "fixed32": "sfixed32", "sint32": "sint64"][type] ?? type
        }
    }

    private func text(_ messages: [Message]) -> String {
        var lines = ["syntax = \"\(isProto2 ? "proto2" : "proto3")\";", "enum E {", "  E0 = 0;", "  E1 = 1;", "}"]
        for message in messages {
            lines.append("message \(message.name) {")
            for field in message.fields where field.oneof == nil { lines.append("  " + text(field)) }
            for oneof in Set(message.fields.compactMap(\.oneof)).sorted() {
                lines.append("  oneof \(oneof) {")
                for field in message.fields where field.oneof == oneof { lines.append("    " + text(field)) }
                lines.append("  }")
            }
            lines.append("}")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func text(_ field: Field) -> String {
        let label = field.label.isEmpty || field.type.hasPrefix("map") || field.oneof != nil ? "" : field.label + " "
        return "\(label)\(field.type) \(field.name) = \(field.number);"
    }
}
