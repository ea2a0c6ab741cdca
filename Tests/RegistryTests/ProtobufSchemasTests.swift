import Bytes
import ProtobufSchema
import Registry
import RegistryModel
import Testing

@Suite struct `Registering Protobuf` {
    let order = """
        syntax = "proto3";
        package shop;
        // What somebody bought.
        message Order { string id = 1; int64 amount = 2; }
        """
    let stored = """
        syntax = "proto3";
        package shop;

        message Order {
          string id = 1;
          int64 amount = 2;
        }

        """

    @Test func `the stored form is Confluent's, the text as submitted is kept beside it`() throws {
        var registry = RegistryConversation()
        #expect(try registry.register("orders-value", order, format: .protobuf) == registered(1, 1))
        let schema = try registry.state.schema(Subject("orders-value"), .latest, includesDeleted: false)
        #expect(schema.format == .protobuf)
        #expect(schema.schema == stored)
        #expect(registry.state.submittedText(of: schema) == order)
        #expect(registry.lines().last?.contains(#""schemaType":"PROTOBUF""#) == true)
        registry.restart()
        #expect(try registry.state.content(SchemaID(1), hint: nil).schema == stored)
    }

    @Test func `another text of the same descriptor is the same schema`() throws {
        var registry = RegistryConversation()
        try registry.register("orders-value", order, format: .protobuf)
        let before = registry.lines()
        let printed = """
            syntax = "proto3"; package shop;
            message Order {
                .string id = 1 [json_name = "id"];
                int64   amount = 0x2;
            }
            """.replacing(".string", with: "string")
        #expect(try registry.register("orders-value", printed, format: .protobuf) == registered(1, 1))
        #expect(registry.lines() == before)
    }

    @Test func `a descriptor in base64 is taken as the text it describes`() throws {
        var registry = RegistryConversation()
        try registry.register("orders-value", order, format: .protobuf)
        let descriptor = try ProtoCompiler.compile(order, named: "shop/order.proto").mainFile
        let base64 = Base64.encode(descriptor.serialized)
        #expect(try registry.register("orders-value", base64, format: .protobuf) == registered(1, 1))
    }

    @Test func `a removed message is refused in Confluent's words`() throws {
        var registry = RegistryConversation()
        try registry.register("orders-value", order, format: .protobuf)
        let error = #expect(throws: RegistryError.self) {
            try registry.register(
                "orders-value", order.replacing("message Order", with: "message Purchase"), format: .protobuf)
        }
        #expect(error?.code == .incompatibleSchema)
        #expect(error?.message.contains(#"{errorType:"MESSAGE_REMOVED", description:"#) == true)
        #expect(error?.message.contains("{oldSchemaVersion: 1}") == true)
    }

    @Test func `imports are references by path, and what everybody has needs none`() throws {
        var registry = RegistryConversation()
        let money = #"syntax = "proto3"; package shop; message Money { string currency = 1; int64 units = 2; }"#
        try registry.register("money", money, format: .protobuf)
        let text = """
            syntax = "proto3";
            package shop;
            import "shop/money.proto";
            import "google/protobuf/timestamp.proto";
            message Payment { Money amount = 1; google.protobuf.Timestamp time = 2; }
            """
        let reference = RequestedReference(name: "shop/money.proto", subject: Subject("money"), version: 1)
        #expect(
            try registry.register("payments", text, format: .protobuf, references: [reference]) == registered(2, 1))
        let error = #expect(throws: RegistryError.self) { try registry.register("others", text, format: .protobuf) }
        #expect(error?.code == .invalidSchema)
        #expect(error?.message.contains("shop/money.proto") == true)
    }

    @Test func `a text that protoc refuses is refused with its place`() throws {
        var registry = RegistryConversation()
        let error = #expect(throws: RegistryError.self) {
            try registry.register(
                "a", "syntax = \"proto3\";\nmessage A { int32 x = 1; int32 y = 1; }", format: .protobuf)
        }
        #expect(error?.code == .invalidSchema)
        #expect(error?.message.hasPrefix("Invalid schema of type PROTOBUF, details: ") == true)
        #expect(error?.message.contains(":2:") == true)
    }

    @Test func `another language under a subject is refused`() throws {
        var registry = RegistryConversation()
        try registry.register("orders-value", order, format: .protobuf)
        let error = #expect(throws: RegistryError.self) { try registry.register("orders-value", #""string""#) }
        #expect(error?.message.contains("Incompatible because of different schema type") == true)
    }

    @Test func `the descriptor is given as base64 where it is asked for`() throws {
        var registry = RegistryConversation()
        try registry.register("orders-value", order, format: .protobuf)
        let registered = try registry.state.schema(Subject("orders-value"), .latest, includesDeleted: false)
        let resolvable = try registry.state.resolvable(registered)
        let text = try resolvable.text(.serialized)
        let descriptor = try FileDescriptor(parsing: try #require(Base64.decode(text)))
        #expect(descriptor.package == "shop")
        #expect(descriptor.messages.map(\.name) == ["Order"])
        // Protobuf has no resolved form.
        #expect(try resolvable.text(.resolved) == stored)
    }

    /// Confluent and Karapace take what protoc does not; a registry of theirs may have been moved in by its topic.
    @Test func `what was accepted elsewhere with an undeclared option is compared with`() throws {
        var registry = RegistryConversation()
        let text = #"syntax = \"proto3\";\nmessage A { option (mine) = true; int32 x = 1; }"#
        registry.plant(
            #"{"keytype":"SCHEMA","subject":"a","version":1,"magic":1}"#,
            #"{"subject":"a","version":1,"id":1,"schemaType":"PROTOBUF","schema":"\#(text)"}"#)
        registry.restart()
        func next(_ type: String) -> String { "syntax = \"proto3\";\nmessage A { \(type) x = 1; }" }
        let error = #expect(throws: RegistryError.self) { try registry.register("a", next("string"), format: .protobuf) }
        #expect(error?.message.contains("FIELD_SCALAR_KIND_CHANGED") == true)
        #expect(try registry.register("a", next("int64"), format: .protobuf) == registered(2, 2))
    }
}
