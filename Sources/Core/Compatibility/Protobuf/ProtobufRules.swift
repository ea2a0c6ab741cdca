package import ProtobufSchema

/// The table of Protobuf's rules. A rule is added by a row here, and a folder in `Compat/protobuf`.
package enum ProtobufRules {
    package static let all: [CompatibilityRule] = []

    /// All reasons why one of the two cannot read what the other writes.
    package static func findings(
        new: ProtobufSchema, old: ProtobufSchema, direction: CompatibilityDirection, against version: Int
    ) -> [SchemaFinding] {
        []
    }
}
