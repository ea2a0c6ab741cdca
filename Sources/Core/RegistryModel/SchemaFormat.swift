/// The language a schema is written in, by Confluent's name for it.
///
/// Registries moved in from elsewhere may hold formats that are kept and handed out but cannot be parsed here;
/// `served` lists those that can.
public struct SchemaFormat: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let avro = SchemaFormat(rawValue: "AVRO")
    public static let protobuf = SchemaFormat(rawValue: "PROTOBUF")

    /// The formats that can be registered.
    public static let served: [SchemaFormat] = [.avro, .protobuf]

    public var isServed: Bool { Self.served.contains(self) }

    public var description: String { rawValue }
}
