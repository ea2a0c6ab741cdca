internal import JSONText

extension AvroSchema {
    /// A default as Confluent's normalisation leaves it: read as its type and written again, so that `0` of a double is `0.0`.
    /// Stack: the depth of the default.
    func normalized(_ value: JSONValue, as id: TypeID) -> JSONValue {
        switch (self[id].kind, value) {
        case (.float, .number(let number)):
            // The shortest text of the float, and of the double that is read of it.
            return Float(number.text).map { NonFinite(Double($0)).map { .string($0.rawValue) } ?? Self.number("\($0)") } ?? value
        case (.double, .number(let number)):
            return number.double.map { NonFinite($0).map { .string($0.rawValue) } ?? Self.number("\($0)") } ?? value
        case (.array(let items), .array(let values)): return .array(values.map { normalized($0, as: items) })
        case (.map(let values), .object(let object)): return .object(mapped(object) { _ in values })
        case (.record(let record), .object(let object)):
            let types = Dictionary(record.fields.map { ($0.name, $0.type) }) { first, _ in first }
            return .object(mapped(object) { types[$0] })
        case (.union(let branches), _):
            guard let branch = branches.first(where: { looks(value, like: $0) }) else { return value }
            return normalized(value, as: branch)
        default: return value
        }
    }

    private static func number(_ text: String) -> JSONValue { .number(JSONNumber(unchecked: text)) }

    private func mapped(_ object: JSONObject, _ type: (String) -> TypeID?) -> JSONObject {
        var result = JSONObject()
        for member in object.members {
            result[member.key] = type(member.key).map { normalized(member.value, as: $0) } ?? member.value
        }
        return result
    }

    private func looks(_ value: JSONValue, like id: TypeID) -> Bool {
        switch (self[id].kind, value) {
        case (.int, .number(let number)), (.long, .number(let number)): number.isWrittenAsInteger
        case (.float, .number), (.double, .number), (.null, .null), (.boolean, .bool), (.array, .array), (.map, .object),
            (.record, .object), (.string, .string), (.bytes, .string), (.enumeration, .string), (.fixed, .string):
            true
        default: false
        }
    }
}
