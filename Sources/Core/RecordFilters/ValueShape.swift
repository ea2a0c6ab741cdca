package import JSONText

/// What a key or value can hold, as its schema says: the view of Avro and Protobuf that filters need. It describes the JSON
/// that people are shown.
package indirect enum ValueShape: Sendable {
    /// No schema says anything about it.
    case anything
    case boolean
    /// With the schema's word for it: `long`. The JSON may be a number, or a text with one.
    case number(String)
    case text(String)
    /// One of these texts.
    case symbol([String])
    /// A point in time, RFC 3339 in JSON.
    case moment
    case list(Later)
    case map(Later)
    case record(name: String, [Field])
    /// A union. Branches with a tag stand in an object under it.
    case union([Branch])

    package struct Field: Sendable {
        /// As the schema and as JSON write it.
        package var names: [String]
        /// As JSON writes it.
        package var member: String
        package var shape: Later
        /// What it is where JSON leaves it out.
        package var absent: JSONValue

        package init(_ names: [String], member: String, shape: Later, absent: JSONValue = .null) {
            self.names = names
            self.member = member
            self.shape = shape
            self.absent = absent
        }
    }

    package struct Branch: Sendable {
        package var tag: String
        package var isTagged: Bool
        package var shape: Later
    }

    /// A shape that is made when it is asked for: schemas are recursive.
    package struct Later: Sendable {
        private let make: @Sendable () -> ValueShape

        package init(_ make: @escaping @Sendable () -> ValueShape) { self.make = make }

        package var shape: ValueShape { make() }
    }

    /// For messages: `a number (long)`.
    var wording: String {
        switch self {
        case .anything: "of no known type"
        case .boolean: "a boolean"
        case .number(let name): "a number (\(name))"
        case .text(let name): name == "string" ? "a text" : "a text (\(name))"
        case .symbol: "a name out of an enum"
        case .moment: "a time"
        case .list: "a list"
        case .map: "a map"
        case .record(let name, _): "a record (\(name))"
        case .union: "one of several types"
        }
    }

    /// How its JSON looks: what two branches of a union must not share, or both are tagged.
    enum Surface { case boolean, number, text, list, object }

    var surface: Surface? {
        switch self {
        case .anything, .union: nil
        case .boolean: .boolean
        case .number("decimal"), .number("big-decimal"), .text, .symbol, .moment: .text
        case .number: .number
        case .list: .list
        case .map, .record: .object
        }
    }
}
