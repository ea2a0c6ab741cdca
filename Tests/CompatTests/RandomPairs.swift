import Avro
import JSONText
import TestKit

/// Pairs of schemas that have much in common: one is made at random, the other is the first with a few changes. What results may
/// be no schema; then there is no pair.
struct RandomPairs {
    private var random: SeededGenerator
    private var names = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    struct Pair {
        var old: String
        var new: String
    }

    mutating func pair() -> Pair {
        names = 0
        let old = random.oneIn(12) ? type(depth: 3) : record(depth: 3)
        var new = old
        for _ in 0...below(3) { new = changed(new, depth: 0) }
        return Pair(old: JSONPrinter.compact(old), new: JSONPrinter.compact(new))
    }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    // MARK: Schemas

    private static let primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"]

    private mutating func type(depth: Int) -> JSONValue {
        switch below(depth > 0 ? 16 : 9) {
        case 0..<8: return .string(Self.primitives[below(8)])
        case 8: return "int"
        case 9: return ["type": "array", "items": type(depth: depth - 1)]
        case 10: return ["type": "map", "values": type(depth: depth - 1)]
        case 11, 12: return union(depth: depth - 1)
        case 13: return enumeration()
        case 14: return ["type": "fixed", "name": newName(), "size": JSONValue(integerLiteral: Int64(1 + below(4)))]
        default: return record(depth: depth - 1)
        }
    }

    private mutating func newName() -> JSONValue {
        names += 1
        return .string(["", "a.", "a.b."][below(3)] + "T\(names)")
    }

    private mutating func enumeration() -> JSONValue {
        var object: [(String, JSONValue)] = [("type", "enum"), ("name", newName())]
        let symbols = (0...below(4)).map { JSONValue.string("S\($0)") }
        object.append(("symbols", .array(symbols)))
        if random.oneIn(3) { object.append(("default", symbols[below(symbols.count)])) }
        return Self.object(object)
    }

    private mutating func record(depth: Int) -> JSONValue {
        let name = newName()
        let fields = (0...below(4)).map { index in field("f\(index)", in: name, depth: depth) }
        return ["type": "record", "name": name, "fields": .array(fields)]
    }

    private mutating func field(_ name: String, in record: JSONValue, depth: Int) -> JSONValue {
        // Recursion, behind a union, an array or a map, or endless now and then.
        let uses: [JSONValue] = [["null", record], ["type": "array", "items": record], ["type": "map", "values": record], record]
        let wanted = random.oneIn(7) ? uses[random.oneIn(6) ? 3 : below(3)] : type(depth: depth)
        var object: [(String, JSONValue)] = [("name", .string(name)), ("type", wanted)]
        if random.oneIn(3), let value = Self.someDefault(wanted) { object.append(("default", value)) }
        if random.oneIn(12) { object.append(("aliases", [.string("f\(below(5))")])) }
        return Self.object(object)
    }

    private mutating func union(depth: Int) -> JSONValue {
        var branches = Self.primitives.map { JSONValue.string($0) }
        branches.append(["type": "array", "items": type(depth: depth - 1)])
        branches.append(["type": "map", "values": type(depth: depth - 1)])
        branches.append(enumeration())
        branches.append(record(depth: depth - 1))
        branches.append(record(depth: 0))
        branches.shuffle(using: &random)
        return .array(Array(branches.prefix(1 + below(4))))
    }

    private static func someDefault(_ type: JSONValue) -> JSONValue? {
        switch type.asString {
        case "null": .null
        case "boolean": true
        case "int", "long", "float", "double": 7
        case "bytes", "string": "x"
        case nil:
            switch type["type"]?.asString {
            case "array": []
            case "map": .object(JSONObject())
            case "enum": type["symbols"]?.asArray?.first
            default: type.asArray?.first.flatMap { someDefault($0) }
            }
        default: nil
        }
    }

    private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        var object = JSONObject()
        for (key, value) in members { object[key] = value }
        return .object(object)
    }

    // MARK: Changes

    /// The value with one change somewhere in it, perhaps.
    private mutating func changed(_ type: JSONValue, depth: Int) -> JSONValue {
        if random.oneIn(12) { return self.type(depth: 1) }
        if let word = type.asString {
            guard Self.primitives.contains(word) else { return type }
            return random.oneIn(4) ? ["null", type] : .string(Self.primitives[below(8)])
        }
        if var branches = type.asArray {
            switch below(5) {
            case 0: branches.remove(at: below(branches.count))
            case 1: branches.append(.string(Self.primitives[below(8)]))
            case 2: branches.shuffle(using: &random)
            case 3: return branches[below(branches.count)]
            default:
                let place = below(branches.count)
                branches[place] = changed(branches[place], depth: depth + 1)
            }
            return .array(branches)
        }
        guard var object = type.asObject else { return type }
        switch object["type"]?.asString {
        case "array": object["items"] = object["items"].map { changed($0, depth: depth + 1) }
        case "map": object["values"] = object["values"].map { changed($0, depth: depth + 1) }
        case "fixed": object[random.oneIn(2) ? "size" : "name"] = random.oneIn(2) ? 5 : "Other"
        case "enum": return changedEnum(object)
        case "record": return changedRecord(object, depth: depth)
        default: break
        }
        return .object(object)
    }

    private mutating func changedEnum(_ enumeration: JSONObject) -> JSONValue {
        var object = enumeration
        var symbols = object["symbols"]?.asArray ?? []
        switch below(5) {
        case 0: symbols.append("S9")
        case 1 where !symbols.isEmpty: symbols.remove(at: below(symbols.count))
        case 2: symbols.shuffle(using: &random)
        case 3: object["default"] = symbols.first
        default: object["name"] = "Renamed"
        }
        object["symbols"] = .array(symbols)
        return .object(object)
    }

    private mutating func changedRecord(_ record: JSONObject, depth: Int) -> JSONValue {
        var object = record
        var fields = object["fields"]?.asArray ?? []
        let place = fields.isEmpty ? 0 : below(fields.count)
        switch below(fields.isEmpty ? 2 : 9) {
        case 0: fields.append(field("g\(below(3))", in: object["name"] ?? "T", depth: 1))
        case 1: object["name"] = "Renamed"
        case 2: fields.remove(at: place)
        case 3: fields.shuffle(using: &random)
        case 4: fields[place] = with("default", nil, in: fields[place])
        case 5: fields[place] = with("name", "h", in: fields[place])
        default:
            let type = fields[place]["type"].map { changed($0, depth: depth + 1) }
            fields[place] = with("default", nil, in: with("type", type, in: fields[place]))
        }
        object["fields"] = .array(fields)
        return .object(object)
    }

    private func with(_ key: String, _ value: JSONValue?, in object: JSONValue) -> JSONValue {
        var result = JSONObject()
        for member in object.asObject?.members ?? [] where member.key != key || value != nil {
            result[member.key] = member.key == key ? value : member.value
        }
        return .object(result)
    }
}
