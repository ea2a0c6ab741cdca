internal import JSONText

extension AvroSchema {
    /// A default as Confluent's normalisation leaves it: read as its type and written again, so that `0` of a double is `0.0`.
    /// Stack: the depth of the default.
    func normalized(_ value: JSONValue, as id: TypeID) -> JSONValue {
        switch (self[id].kind, value) {
        case (.float, .number(let number)):
            // The shortest text of the float is also that of the double that is read of it. What is out of range stays.
            guard let float = Float(number.text), float.isFinite else { return value }
            return .number(JSONNumber(unchecked: "\(float)"))
        case (.double, .number(let number)):
            guard let double = number.double, double.isFinite else { return value }
            return .number(JSONNumber(unchecked: "\(double)"))
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
