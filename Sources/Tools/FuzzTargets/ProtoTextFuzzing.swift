internal import ProtobufSchema

/// A `.proto` text is read or refused.
enum ProtoTextFuzzing {
    private static let limits = ProtobufLimits(maxBytes: 1 << 16)

    static func run(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        _ = try? ProtoParser.parse(text, named: "fuzz.proto", limits: limits)
    }
}
