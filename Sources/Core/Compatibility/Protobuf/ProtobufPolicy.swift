package import ProtobufSchema

/// What a Protobuf schema is asked beyond its compatibility level, after Buf's categories, each stricter than the one before.
package enum ProtobufPolicy: String, Sendable, CaseIterable {
    case wire
    case wireJSON = "wire_json"
    case package
    case file

    /// What the change from `old` to `new` breaks of the policy.
    package func findings(new: ProtobufSchema, old: ProtobufSchema, against version: Int) -> [SchemaFinding] {
        []
    }
}
