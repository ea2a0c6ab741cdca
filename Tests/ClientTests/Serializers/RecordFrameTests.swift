import KafkaClient
import ProtobufSerializers
import RegistryClient
import RegistryModel
import Serializers
import SwiftProtobuf
import Testing

@Suite struct `Where a record names its schema` {
    /// `Order(id: "o-1", amount: 150)`
    private static let data: [UInt8] = [6, 0x6f, 0x2d, 0x31, 0xac, 0x02]
    private static let order = Order(id: "o-1", amount: 150)

    private var inHeaders: SerializerOptions {
        var options = SerializerOptions()
        options.placement = .header
        return options
    }

    private func registry(saysGUIDs: Bool = true) -> StubRegistry {
        let registry = StubRegistry(saysGUIDs: saysGUIDs)
        registry.add(Order.schema, under: "orders-value")
        return registry
    }

    private func read(
        _ bytes: [UInt8], _ headers: [RecordHeader] = [], foreign: ForeignSchemas? = nil
    ) async throws -> Order? {
        try await AvroDeserializer<Order>(registry(), foreign: foreign).deserialize(bytes, topic: "orders", headers: headers)
    }

    private func refusal(_ bytes: [UInt8], _ headers: [RecordHeader] = [], foreign: ForeignSchemas? = nil) async -> String {
        let error = await #expect(throws: SerializationError.self) { try await read(bytes, headers, foreign: foreign) }
        return "\(error.map { "\($0)" } ?? "")"
    }

    // MARK: Headers

    @Test func `a header with a GUID leaves the payload to the data`() async throws {
        let registry = registry()
        let serializer = AvroSerializer<Order>(registry, writing: .latest, options: inHeaders)
        var headers = [RecordHeader("__value_schema_id", "old"), RecordHeader("trace", "1")]
        let bytes = try await serializer.serialize(Self.order, topic: "orders", headers: &headers)
        #expect(bytes == Self.data)
        #expect(headers == [RecordHeader("trace", "1"), RecordHeader("__value_schema_id", [1] + StubRegistry.guid(1).bytes)])
        #expect(try await read(Self.data, headers) == Self.order)
    }

    @Test func `a call without headers is refused rather than a record that names nothing`() async throws {
        let serializer = AvroSerializer<Order>(registry(), writing: .latest, options: inHeaders)
        let error = await #expect(throws: SerializationError.self) {
            try await serializer.serialize(Self.order, topic: "orders")
        }
        #expect(error?.problem == "its schema is to be named in a header, and the call takes none")
    }

    @Test func `a registry that says no GUIDs is no registry for headers`() async throws {
        let serializer = AvroSerializer<Order>(registry(saysGUIDs: false), writing: .latest, options: inHeaders)
        var headers: [RecordHeader] = []
        let error = await #expect(throws: SerializationError.self) {
            try await serializer.serialize(Self.order, topic: "orders", headers: &headers)
        }
        #expect(error?.problem == "the registry does not say the schema's GUID, which the header is to name")
        #expect(headers.isEmpty)
    }

    @Test func `ids and GUIDs are read from headers and from the front, headers first`() async throws {
        let guid = [1] + StubRegistry.guid(1).bytes
        #expect(try await read(Self.data, [RecordHeader("__value_schema_id", [0, 0, 0, 0, 1])]) == Self.order)
        #expect(try await read(guid + Self.data) == Self.order)
        #expect(try await read([0, 0, 0, 0, 1] + Self.data) == Self.order)
        #expect(try await read([0, 0, 0, 0, 1] + Self.data, [RecordHeader("__key_schema_id", [9])]) == Self.order)
        let text = await refusal(Self.data, [RecordHeader("__value_schema_id", [1, 2])])
        #expect(text.contains("header __value_schema_id") && text.contains("2 bytes that are neither 1 and a GUID nor 0 and an id"))
        #expect(await refusal([1, 2, 3]).contains("has no GUID of 16 bytes behind the byte 1"))
    }

    @Test func `a Protobuf message's indexes follow the GUID`() async throws {
        let registry = StubRegistry()
        registry.add(`A Protobuf serializer`.text, format: .protobuf, under: "waits-value")
        let serializer = ProtobufSerializer<Google_Protobuf_Duration>(registry, writing: .latest, options: inHeaders)
        var headers: [RecordHeader] = []
        let bytes = try await serializer.serialize(Google_Protobuf_Duration(seconds: 150), topic: "waits", headers: &headers)
        #expect(bytes == [8, 0x96, 1])
        #expect(headers == [RecordHeader("__value_schema_id", [1] + StubRegistry.guid(1).bytes + [2, 2])])
        let deserializer = ProtobufDeserializer<Google_Protobuf_Duration>(registry)
        #expect(try await deserializer.deserialize(bytes, topic: "waits", headers: headers)?.seconds == 150)
    }

    // MARK: Other registries

    private static let glue: [UInt8] = Array(0x10...0x1f)
    private static let glueText = "10111213-1415-1617-1819-1a1b1c1d1e1f"
    private static let azure = "0123456789abcdef0123456789abcdef"

    private func mapping(_ wanted: ForeignSchemas.Reference, readsAzurePreamble: Bool = false) -> ForeignSchemas {
        ForeignSchemas(readsAzurePreamble: readsAzurePreamble) { $0 == wanted ? SchemaID(1) : nil }
    }

    @Test func `AWS Glue's records are read, packed or not`() async throws {
        let foreign = mapping(.glue(Self.glueText))
        #expect(try await read([3, 0] + Self.glue + Self.data, foreign: foreign) == Self.order)
        let packed: [UInt8] = [120, 156, 99, 203, 215, 53, 92, 195, 4, 0, 4, 246, 1, 130]
        #expect(try await read([3, 5] + Self.glue + packed, foreign: foreign) == Self.order)
        #expect(await refusal([3, 5] + Self.glue + packed.dropLast(5), foreign: foreign).contains("cannot be unpacked"))
        #expect(await refusal([3, 7] + Self.glue + Self.data, foreign: foreign).contains("says the compression 7"))
        #expect(await refusal([3, 0, 1], foreign: foreign).contains("whose header has 18 bytes, and has 3"))
    }

    @Test func `AWS Glue counts Protobuf messages by their full names`() async throws {
        let registry = StubRegistry()
        registry.add(`A Protobuf serializer`.text, format: .protobuf, under: "waits-value")
        let deserializer = ProtobufDeserializer<Google_Protobuf_Duration>(registry, foreign: mapping(.glue(Self.glueText)))
        // Duration stands before First.
        let bytes = [3, 0] + Self.glue + [0, 8, 0x96, 1]
        #expect(try await deserializer.deserialize(bytes, topic: "waits", headers: [])?.seconds == 150)
    }

    @Test func `Azure's records are read by their content type, and by the old preamble where one asks for it`() async throws {
        let type = RecordHeader("content-type", "avro/binary+\(Self.azure)")
        #expect(try await read(Self.data, [type], foreign: mapping(.azure(Self.azure))) == Self.order)
        let preamble: [UInt8] = [0, 0, 0, 0] + Array(Self.azure.utf8)
        let foreign = mapping(.azure(Self.azure), readsAzurePreamble: true)
        #expect(try await read(preamble + Self.data, foreign: foreign) == Self.order)
    }

    @Test func `Apicurio's ids of eight bytes are read from the front and from its header`() async throws {
        let foreign = mapping(.apicurio(258))
        #expect(try await read([0, 0, 0, 0, 0, 0, 0, 1, 2] + Self.data, foreign: foreign) == Self.order)
        let header = RecordHeader("apicurio.value.globalId", [0, 0, 0, 0, 0, 0, 1, 2])
        #expect(try await read(Self.data, [header], foreign: foreign) == Self.order)
    }

    @Test func `without a mapping the error says whose record it is`() async throws {
        #expect(await refusal([3, 0] + Self.glue + Self.data).contains("written with AWS Glue's schema version \(Self.glueText)"))
        let unmapped = await refusal([0, 0, 0, 0, 0, 0, 0, 1, 2] + Self.data, foreign: mapping(.apicurio(1)))
        #expect(unmapped.contains("no schema of this registry stands for Apicurio's schema 258"))
    }
}
