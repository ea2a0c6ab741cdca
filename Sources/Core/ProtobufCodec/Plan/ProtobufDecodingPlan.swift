public import ProtobufSchema

/// A message type made ready for decoding. Make one per schema and message, and keep it; plans for other messages of the
/// schema come cheaply from `plan(for:)`.
public final class ProtobufDecodingPlan: Sendable {
    public let message: ProtobufSchema.MessageID
    public let limits: ProtobufCodecLimits
    /// Whether messages without their required fields are taken, too.
    public let allowsMissingRequired: Bool
    let program: ProtobufProgram

    public convenience init(
        _ schema: ProtobufSchema, message: ProtobufSchema.MessageID, limits: ProtobufCodecLimits = .standard,
        allowsMissingRequired: Bool = false
    ) {
        self.init(
            ProtobufProgram(schema), message: message, limits: limits, allowsMissingRequired: allowsMissingRequired)
    }

    init(
        _ program: ProtobufProgram, message: ProtobufSchema.MessageID, limits: ProtobufCodecLimits, allowsMissingRequired: Bool
    ) {
        self.program = program
        self.message = message
        self.limits = limits
        self.allowsMissingRequired = allowsMissingRequired
    }

    public var schema: ProtobufSchema { program.schema }

    /// Full name of the message.
    public var messageName: String { facts.fullName }

    /// The same for another message of the schema.
    public func plan(for message: ProtobufSchema.MessageID) -> ProtobufDecodingPlan {
        ProtobufDecodingPlan(program, message: message, limits: limits, allowsMissingRequired: allowsMissingRequired)
    }

    var facts: MessageFacts { program.facts[message.index] }
}
