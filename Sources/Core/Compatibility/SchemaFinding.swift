package import JSONText

/// One reason why two versions of a schema do not go together: the same for registry, command line and console, which
/// only render it differently.
package struct SchemaFinding: Sendable {
    package var rule: CompatibilityRule
    package var direction: CompatibilityDirection
    /// The old version that is concerned.
    package var against: Int
    /// Where in the reader's schema, as registries write it: `/fields/2/type`; the root is `/`.
    package var path: JSONPointer
    /// The same in a Protobuf schema, as Confluent writes it: `#/Order/Line/3`, `#/Order/3`; nil for Avro.
    package var protobufPath: String?
    /// The places in the texts that were parsed; nil where that part came from a reference.
    package var newPlace: TextRange?
    package var oldPlace: TextRange?
    /// What happened, for people, without its full stop.
    package var sentence: String
    /// What Confluent calls additional information; its shape is fixed by the rule.
    package var info: String
    package var level = FindingLevel.error
    /// The fragments at fault, as written.
    package var before: String?
    package var after: String?
    package var witness: FindingWitness?
    /// Why nothing breaks on the wire, where nothing does: then there is no witness.
    package var harmless: String?
    /// Best first.
    package var fixes: [FindingFix] = []

    /// `path` as Confluent prints it.
    package var pathText: String { protobufPath ?? (path.tokens.isEmpty ? "/" : path.description) }
}

extension SchemaFinding {
    /// The finding as an object for machines.
    package func json(level: CompatibilityLevel) -> JSONValue {
        var object = JSONObject()
        object["ruleId"] = .string(rule.id)
        object["level"] = "error"
        object["compatibility"] = .string(level.rawValue)
        object["direction"] = .string(direction.rawValue)
        object["pointer"] = .string(pathText)
        object["message"] = .string(sentence)
        object["help"] = .string(rule.hint)
        object["range"] = newPlace.map(Self.json)
        var against: JSONValue = ["version": JSONValue(integerLiteral: Int64(against))]
        if let oldPlace { against = ["version": JSONValue(integerLiteral: Int64(self.against)), "range": Self.json(oldPlace)] }
        object["against"] = against
        if let type = rule.confluentErrorType {
            object["confluent"] = ["errorType": .string(type), "additionalInfo": .string(info)]
        }
        return .object(object)
    }

    private static func json(_ range: TextRange) -> JSONValue {
        func json(_ position: TextPosition) -> JSONValue {
            ["line": JSONValue(integerLiteral: Int64(position.line)), "column": JSONValue(integerLiteral: Int64(position.column))]
        }
        return ["start": json(range.start), "end": json(range.end)]
    }
}
