@testable import Avro
import Testing

@Suite struct `Codable types` {
    enum State: String, Codable { case new = "NEW", shipped = "SHIPPED", done = "DONE" }

    struct Address: Codable, Equatable {
        var zip: Int
        var street: String
    }

    struct Line: Codable, Equatable {
        var sku: String
        var quantity: Int
        var price: Float
    }

    /// Its fields are not in the schema's order.
    struct Order: Codable, Equatable {
        var note: String?
        var id: Int64
        var number: Int32
        var customer: String
        var total: Double
        var paid: Bool
        var state: State
        var address: Address
        var lines: [Line]
        var tags: [String: String]
        var digest: [UInt8]
        var raw: [UInt8]
    }

    static let order = Order(
        note: "call first", id: 7_000_000_000, number: -3, customer: "Zoë", total: 12.5, paid: true, state: .shipped,
        address: Address(zip: 8000, street: "Main"),
        lines: [Line(sku: "A1", quantity: 2, price: 1.5), Line(sku: "B2", quantity: 1, price: 9.25)], tags: ["a": "x"],
        digest: [1, 2, 3, 4], raw: [0xff, 0x00])

    @Test func `a struct is a record by field names, in the schema's order`() throws {
        let schema = try schema(OrderFixture.schemaText)
        let bytes = try AvroCodableEncoder(schema).encode(Self.order)
        var value = OrderFixture.value
        if case .record(let name, var fields) = value {
            fields[9].value = ["a": "x"]
            value = .record(name: name, fields: fields)
        }
        #expect(bytes == (try AvroValueEncoder(schema).encode(value)))
        let plan = try SchemaResolution.plan(for: schema)
        #expect(try AvroCodableDecoder(plan: plan).decode(Order.self, from: bytes) == Self.order)
        let framed = try AvroCodableEncoder(schema).encode(Self.order, after: [0, 0, 0, 0, 1])
        #expect(framed == [0, 0, 0, 0, 1] + bytes)
        #expect(try AvroCodableDecoder(plan: plan).decode(Order.self, from: framed, at: 5) == Self.order)
    }

    private func roundTrip<T: Codable & Equatable>(_ value: T, _ text: String) throws -> [UInt8] {
        let schema = try schema(text)
        let bytes = try AvroCodableEncoder(schema).encode(value)
        #expect(try AvroCodableDecoder(plan: SchemaResolution.plan(for: schema)).decode(T.self, from: bytes) == value)
        return bytes
    }

    final class Node: Codable, Equatable {
        var value: Int
        var next: Node?
        init(_ value: Int, _ next: Node?) { (self.value, self.next) = (value, next) }
        static func == (left: Node, right: Node) -> Bool { left.value == right.value && left.next == right.next }
    }

    @Test func `scalars, optionals, arrays and maps of each other come back`() throws {
        _ = try roundTrip(5, #""int""#)
        _ = try roundTrip("x", #""string""#)
        _ = try roundTrip(UInt8(200), #""long""#)
        _ = try roundTrip(Int?.none, #"["null","long"]"#)
        _ = try roundTrip(Int?.some(5), #"["long","null"]"#)
        _ = try roundTrip([1, nil, 3], #"{"type":"array","items":["null","int"]}"#)
        _ = try roundTrip([String](), #"{"type":"array","items":"string"}"#)
        _ = try roundTrip([[1], [], [2, 3]], #"{"type":"array","items":{"type":"array","items":"int"}}"#)
        _ = try roundTrip(["k": ["v": [1.5]]], #"""
            {"type":"map","values":{"type":"map","values":{"type":"array","items":"double"}}}
            """#)
        _ = try roundTrip([String: Int](), #"{"type":"map","values":"int"}"#)
        _ = try roundTrip([UInt8]([1, 2]), #"["null","bytes"]"#)
        _ = try roundTrip([[UInt8]([1, 2])], #"{"type":"array","items":{"type":"fixed","name":"F","size":2}}"#)
        _ = try roundTrip(State.done, #"["null",{"type":"enum","name":"S","symbols":["DONE"]}]"#)
        _ = try roundTrip(Float(1.5), #""double""#)
        _ = try roundTrip(Double(1.5), #""float""#)
    }

    @Test func `arrays beyond the short block head come back, at every size around it`() throws {
        let text = #"{"type":"array","items":{"type":"array","items":"string"}}"#
        for count in [62, 63, 64, 65, 127, 128, 5000] {
            let value = [["a"], (0..<count).map { "item \($0)" }, ["z"]]
            let bytes = try roundTrip(value, text)
            let tree = AvroValue.array(value.map { .array($0.map { .string($0) }) })
            #expect(bytes == (try AvroValueEncoder(schema(text)).encode(tree)))
        }
    }

    @Test func `recursive types nest`() throws {
        let list = Node(1, Node(2, Node(3, nil)))
        let text = #"""
            {"type":"record","name":"Node","fields":[{"name":"value","type":"int"},{"name":"next",
            "type":["null","Node"]}]}
            """#
        #expect(try roundTrip(list, text) == [2, 2, 4, 2, 6, 0])
    }

    struct V2: Codable, Equatable {
        var id: Int
        var source: String
        var count: Double
    }

    @Test func `a field the writer did not have comes from the reader's default`() throws {
        let written = try schema( #"""
            {"type":"record","name":"R","fields":[{"name":"count","type":"int"},{"name":"id","type":"int"},
            {"name":"old","type":"string"}]}
            """#)
        let mine = try schema(
            #"""
                {"type":"record","name":"R","fields":[{"name":"id","type":"long"},{"name":"source",
                "type":"string","default":"web"},{"name":"count","type":"double"}]}
                """#)
        let bytes = try AvroValueEncoder(written).encode(["count": 3, "id": 9, "old": "x"])
        let decoder = AvroCodableDecoder(plan: try SchemaResolution.plan(writer: written, reader: mine))
        #expect(try decoder.decode(V2.self, from: bytes) == V2(id: 9, source: "web", count: 3))
    }

    struct Partial: Encodable { var a: Int }

    @Test func `a field the type does not give takes its default, else null, else is named`() throws {
        let sound = try schema( #"""
            {"type":"record","name":"R","fields":[{"name":"x","type":["null","int"]},{"name":"a","type":"int"},
            {"name":"b","type":"int","default":7}]}
            """#)
        #expect(try AvroCodableEncoder(sound).encode(Partial(a: 1)) == [0, 2, 14])
        let lacking = try schema( #"""
            {"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"int"}]}
            """#)
        let error = encodingError { _ = try AvroCodableEncoder(lacking).encode(Partial(a: 1)) }
        #expect(error?.description == "field R.b wants int and has no default, got nothing from the Swift type")
    }

    struct Newer: Encodable {
        var a: Int
        var since: Int?
    }

    @Test func `an optional the schema has no field for may be nil, and only nil`() throws {
        let older = try recordOfA()
        #expect(try AvroCodableEncoder(older).encode(Newer(a: 1)) == [2])
        let error = encodingError { _ = try AvroCodableEncoder(older).encode(Newer(a: 1, since: 2)) }
        #expect(error?.description.contains(#"got field "since""#) == true)
    }

    struct Shop: Codable { var lines: [Line] }

    @Test func `an encoding error names the field, what it wants and what it was given`() throws {
        let schema = try schema(
            #"""
                {"type":"record","name":"Shop","fields":[{"name":"lines","type":{"type":"array",
                "items":{"type":"record","name":"Line","fields":[{"name":"sku","type":"long"},
                {"name":"quantity","type":"int"},{"name":"price","type":"float"}]}}}]}
                """#)
        let shop = Shop(lines: [Line(sku: "12", quantity: 1, price: 1)])
        let error = encodingError { _ = try AvroCodableEncoder(schema).encode(shop) }
        #expect(error?.description == #"field Shop.lines[0].sku wants long, got string "12""#)
        let tooLarge = encodingError { _ = try AvroCodableEncoder(intSchema()).encode(Int64.max) }
        #expect(tooLarge?.description == "int wants int, got Int64 9223372036854775807")
        let line = Line(sku: "", quantity: 0, price: 0)
        let unknown = encodingError { _ = try AvroCodableEncoder(self.recordOfA()).encode(line) }
        #expect(unknown?.description.contains(#"wants only fields of record R (a), got field "sku""#) == true)
        let noRecord = encodingError { _ = try AvroCodableEncoder(intSchema()).encode(Line(sku: "", quantity: 0, price: 0)) }
        #expect(noRecord?.description.contains("wants int, got keyed fields of Swift type Line") == true)
    }

    private func intSchema() throws -> AvroSchema { try schema(#""int""#) }

    private func recordOfA() throws -> AvroSchema {
        try schema(#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}"#)
    }

    struct Wrong: Decodable {
        struct Line: Decodable { var sku: Int }
        var lines: [Line]
    }

    struct Missing: Decodable { var colour: String }

    @Test func `a decoding error names the Swift type, the field and the schema`() throws {
        let schema = try schema(OrderFixture.schemaText)
        let bytes = try AvroValueEncoder(schema).encode(OrderFixture.value)
        let decoder = AvroCodableDecoder(plan: try SchemaResolution.plan(for: schema))
        let wrong = decodingError { _ = try decoder.decode(Wrong.self, from: bytes) }
        #expect(
            wrong?.description
                == #"reading Order.lines[0].sku with schema com.acme.Order: expected Int for Swift type Line, found string "A1""#)
        let missing = decodingError { _ = try decoder.decode(Missing.self, from: bytes) }
        let says = #"expected field "colour" for Swift type Missing, found record com.acme.Order without it"#
        #expect(missing?.description.contains(says) == true)
    }

    @Test func `a symbol the Swift enum lacks is an error, not a trap`() throws {
        let schema = try schema( #"""
            {"type":"record","name":"R","fields":[{"name":"state","type":{"type":"enum","name":"S",
            "symbols":["LOST"]}}]}
            """#)
        struct R: Decodable { var state: State }
        let decoder = AvroCodableDecoder(plan: try SchemaResolution.plan(for: schema))
        let error = decodingError { _ = try decoder.decode(R.self, from: [0]) }
        #expect(error?.path.description == "R.state")
        #expect(error?.description.contains("LOST") == true)
    }

    /// Stands for Foundation's types, which Core does not know.
    struct Moment: Codable, Equatable {
        var seconds: Int64
        var text: String
    }

    static let bridges = AvroTypeBridges([
        AvroTypeBridge(
            Moment.self,
            decode: { value in
                guard value.logicalType == .timestampMillis, let millis = value.int64 else { return nil }
                return Moment(seconds: millis / 1000, text: "")
            },
            encode: { moment, type in
                type.logicalType == .timestampMillis ? .long(moment.seconds * 1000) : nil
            })
    ])

    @Test func `a bridged type is written and read as its bridge says, in unions too`() throws {
        let moment = Moment(seconds: 5, text: "")
        for (text, bytes) in [
            (#"{"type":"long","logicalType":"timestamp-millis"}"#, "904e"),
            (#"["null","string",{"type":"long","logicalType":"timestamp-millis"}]"#, "04904e"),
        ] {
            let schema = try schema(text)
            #expect(try AvroCodableEncoder(schema, bridges: Self.bridges).encode(moment) == hex(bytes))
            let decoder = AvroCodableDecoder(plan: try SchemaResolution.plan(for: schema), bridges: Self.bridges)
            #expect(try decoder.decode(Moment.self, from: hex(bytes)) == moment)
        }
        let long = try schema(#""long""#)
        let error = encodingError { _ = try AvroCodableEncoder(long, bridges: Self.bridges).encode(moment) }
        #expect(error?.description.contains("long wants long, got Moment") == true)
    }

    struct Nested: Codable, Equatable {
        var first: Int
        var inner: [String]

        enum CodingKeys: String, CodingKey { case first, inner, deep }

        init(first: Int, inner: [String]) { (self.first, self.inner) = (first, inner) }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            first = try container.decode(Int.self, forKey: .first)
            let deep = try container.nestedContainer(keyedBy: CodingKeys.self, forKey: .deep)
            var list = try deep.nestedUnkeyedContainer(forKey: .inner)
            inner = []
            while !list.isAtEnd { inner.append(try list.decode(String.self)) }
        }

        /// Opens its containers before it fills them, and fills them in turns.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            var deep = container.nestedContainer(keyedBy: CodingKeys.self, forKey: .deep)
            var list = deep.nestedUnkeyedContainer(forKey: .inner)
            for (place, text) in inner.enumerated() {
                try list.encode(text)
                if place == 0 { try container.encode(first, forKey: .first) }
            }
        }
    }

    @Test func `containers that are filled in turns come out in order`() throws {
        _ = try roundTrip(
            Nested(first: 3, inner: ["a", "b"]),
            #"""
                {"type":"record","name":"N","fields":[{"name":"first","type":"int"},{"name":"deep",
                "type":["null",{"type":"record","name":"D","fields":[{"name":"inner","type":{"type":"array",
                "items":"string"}}]}]}]}
                """#)
    }

    struct Reversed: Codable, Equatable {
        var b: [String: [Int]]
        var a: [[Line]]
    }

    @Test func `elements that are put in order elsewhere come back to their place`() throws {
        // Line's fields are in another order than the schema's, inside arrays and maps of more than 63 items.
        let line = #"""
            {"type":"record","name":"Line","fields":[{"name":"price","type":"float"},{"name":"sku",
            "type":"string"},{"name":"quantity","type":"int"}]}
            """#
        let text = #"""
            {"type":"record","name":"R","fields":[{"name":"a","type":{"type":"array","items":{"type":"array",
            "items":\#(line)}}},{"name":"b","type":{"type":"map","values":["null",{"type":"array",
            "items":"long"}]}}]}
            """#
        let lines = (0..<100).map { Line(sku: "s\($0)", quantity: $0, price: Float($0)) }
        let value = Reversed(b: ["x": Array(0..<100), "y": []], a: [lines, [], Array(lines.prefix(2))])
        let bytes = try roundTrip(value, text)
        let schema = try schema(text)
        let datum = try GenericDatum(bytes, plan: SchemaResolution.plan(for: schema))
        #expect(try AvroValueEncoder(schema).encode(datum.root.tree) == bytes)
    }

    struct Twice: Encodable {
        enum CodingKeys: CodingKey { case a }
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(1, forKey: .a)
            try container.encode(2, forKey: .a)
        }
    }

    struct TwoShapes: Encodable {
        enum CodingKeys: CodingKey { case a }
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            var list = encoder.unkeyedContainer()
            try container.encode(1, forKey: .a)
            try list.encode(1)
        }
    }

    @Test func `a type that encodes itself badly is an error, not a trap`() throws {
        let twice = encodingError { _ = try AvroCodableEncoder(self.recordOfA()).encode(Twice()) }
        #expect(twice?.description.contains(#"each field once, got field "a" again"#) == true, "\(String(describing: twice))")
        let shapes = encodingError { _ = try AvroCodableEncoder(self.recordOfA()).encode(TwoShapes()) }
        #expect(shapes?.description.contains("a sequence of Swift type TwoShapes as well") == true)
        struct Nothing: Encodable { func encode(to encoder: any Encoder) throws {} }
        #expect(try AvroCodableEncoder(schema(#"{"type":"record","name":"E","fields":[]}"#)).encode(Nothing()) == [])
        #expect(encodingError { _ = try AvroCodableEncoder(self.intSchema()).encode(Nothing()) } != nil)
    }

    /// Keeps the encoder it was given, and writes with it when it is told to.
    private final class Keeper: Encodable {
        var kept: (any Encoder)?
        func encode(to encoder: any Encoder) throws {
            kept = encoder
            var container = encoder.container(keyedBy: AnyKey.self)
            try container.encode(1, forKey: AnyKey("n"))
        }
    }

    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    @Test func `an encoder that is used again remembers nothing, not even of a failure or of a type that keeps writing`() throws {
        struct Number: Codable { var n: Int64 }
        struct Stranger: Encodable { var other = 1 }
        let encoder = AvroCodableEncoder(
            try schema(#"{"type": "record", "name": "R", "fields": [{"name": "n", "type": "long"}]}"#))
        let keeper = Keeper()
        for round in 0..<3 {
            #expect(try encoder.encode(Number(n: Int64(round))) == [UInt8(round * 2)])
            #expect(throws: AvroEncodingError.self) { try encoder.encode(Stranger()) }
            #expect(try encoder.encode(keeper) == [2])
            // Lands in an encoding that is over, and in no other.
            var late = try #require(keeper.kept).singleValueContainer()
            try? late.encode(Number(n: 7))
            #expect(try encoder.encode(Number(n: 5)) == [10])
        }
    }

    @Test func `a struct in a union of records takes the one called like it`() throws {
        let text = #"""
            ["null",{"type":"record","name":"x.Line","fields":[{"name":"sku","type":"string"},
            {"name":"quantity","type":"int"},{"name":"price","type":"float"}]},{"type":"record","name":"Other",
            "fields":[]}]
            """#
        let bytes = try roundTrip(Line(sku: "a", quantity: 1, price: 0), text)
        #expect(bytes.first == 2)
    }
}
