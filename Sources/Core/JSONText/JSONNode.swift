/// A JSON value with the places of its parts: what readers of schema text work on.
package struct JSONNode: Sendable {
    package indirect enum Content: Sendable {
        case null
        case bool(Bool)
        case number(JSONNumber)
        case string(String)
        case array([JSONNode])
        case object([Member])
    }

    package struct Member: Sendable {
        package var key: String
        package var keyRange: TextRange
        package var value: JSONNode
    }

    package var content: Content
    package var range: TextRange

    /// The member named `key` of an object, nil for other values too. Searches; objects of schemas are small.
    package subscript(key: String) -> JSONNode? { member(key)?.value }

    package func member(_ key: String) -> Member? {
        guard case .object(let members) = content else { return nil }
        return members.first { $0.key.hasSameBytes(as: key) }
    }

    package var asString: String? { if case .string(let text) = content { text } else { nil } }
    package var asArray: [JSONNode]? { if case .array(let nodes) = content { nodes } else { nil } }
    package var asObject: [Member]? { if case .object(let members) = content { members } else { nil } }
    package var asNumber: JSONNumber? { if case .number(let number) = content { number } else { nil } }

    /// The value without its places.
    package var value: JSONValue {
        switch content {
        case .null: .null
        case .bool(let value): .bool(value)
        case .number(let number): .number(number)
        case .string(let text): .string(text)
        case .array(let nodes): .array(nodes.map(\.value))
        case .object(let members):
            .object(JSONObject(uniqueMembers: members.map { JSONObject.Member(key: $0.key, value: $0.value.value) }))
        }
    }

    /// What the node is, for messages.
    package var kindName: String {
        switch content {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
