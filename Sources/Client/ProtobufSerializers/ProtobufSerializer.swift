public import KafkaClient
public import RegistryClient
public import Serializers
public import SwiftProtobuf

/// Writes messages that swift-protobuf generated, with the schema's id and the message's place in it in front or in a
/// header (`SerializerOptions.placement`).
///
/// ```swift
/// let text = SchemaText(orderProto, format: .protobuf)                     // the .proto the type was generated from
/// let serializer = ProtobufSerializer<Shop_Order>(registry, writing: .given(text))
/// let bytes = try await serializer.serialize(order, topic: "orders")
/// ```
/// The registry is asked once per topic; after that a call does not suspend. May be used from any number of tasks.
public final class ProtobufSerializer<Value: SwiftProtobuf.Message>: RecordSerializer {
    private let writer: ProtobufWriter

    /// - Parameter schema: must define a message of the type's full name.
    public init(_ registry: any SchemaRegistry, writing schema: WriterSchema, options: SerializerOptions = SerializerOptions()) {
        writer = ProtobufWriter(registry, writing: schema, messageName: Value.protoMessageName, options: options)
    }

    /// - Throws: `SerializationError`; `RegistryClientError` when the registry does not answer.
    public func serialize(_ value: Value?, topic: String) async throws -> [UInt8]? {
        guard let value else { return nil }
        return try bytes(of: value, after: try await writer.prefix(topic: topic), topic)
    }

    public func serialize(_ value: Value?, topic: String, headers: inout [RecordHeader]) async throws -> [UInt8]? {
        guard let value else { return nil }
        return try bytes(of: value, after: try await writer.frame(topic: topic, headers: &headers), topic)
    }

    private func bytes(of value: Value, after prefix: [UInt8], _ topic: String) throws -> [UInt8] {
        do {
            let body: [UInt8] = try value.serializedBytes()
            return prefix + body
        } catch {
            throw writer.failure(error, topic: topic)
        }
    }
}
