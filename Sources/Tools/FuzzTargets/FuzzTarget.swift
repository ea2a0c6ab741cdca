/// What a fuzzer feeds: bytes that mean to hurt. A target traps where something is wrong; a refusal is a right answer.
///
/// `make fuzz` builds these with libFuzzer and AddressSanitizer; a test runs them over everything that was ever found.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// The text of an Avro schema.
    case avroSchema = "avro-schema"
    /// Avro data: one byte that chooses writer and reader, then the datum.
    case avroData = "avro-data"
    /// Protobuf data: one byte that chooses the type, then the message.
    case protobufData = "protobuf-data"
    /// The text of a `.proto` file.
    case protoText = "proto-text"
    /// The text of a `--where` filter.
    case filter

    public func run(_ bytes: [UInt8]) {
        switch self {
        case .avroSchema: AvroSchemaFuzzing.run(bytes)
        case .avroData: AvroDataFuzzing.run(bytes)
        case .protobufData: ProtobufDataFuzzing.run(bytes)
        case .protoText: ProtoTextFuzzing.run(bytes)
        case .filter: FilterFuzzing.run(bytes)
        }
    }
}

/// What must hold of every input.
func require(_ holds: Bool, _ belief: @autoclosure () -> String) {
    if !holds { finding(belief()) }
}

/// Something is wrong, and what.
func finding(_ what: String) -> Never {
    // Proof that it harms nobody: only the fuzzer and the test over its findings link this target, and both take the end of the
    // process for the verdict. Unlike a precondition's its sentence is there in release builds, which the fuzzer runs.
    fatalError(what)
}
