import Avro
import Bytes
import JSONText
import KafkaClient
import RegistryClient
import RegistryModel
import TestKit
import Testing

@testable import herald

/// A record that has everything a record can have.
private let whole = CarriedRecord(
    partition: 3, offset: 1 << 40, timestamp: RecordTimestamp(milliseconds: -5, kind: .appended), key: [0, 255, 10],
    value: Array("text ü \u{0}".utf8), headers: [RecordHeader("a", [1]), RecordHeader("a", nil), RecordHeader("", [])],
    schemas: [order])
private let bare = CarriedRecord(partition: 0, offset: 0, key: nil, value: nil)
private let order = CarriedSchema(
    id: SchemaID(7),
    text: SchemaText(
        #"{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"},{"name":"n","type":["null","long"]}]}"#
    ),
    place: SubjectVersion(Subject("orders-value"), SchemaVersion(2)!), topic: "orders")

private func encoded(_ json: String) throws -> [UInt8] {
    let form = try #require(RecordForm(order, references: []))
    return try form.bytes(["schema": 7, "json": try JSONParser.parse(json)])
}

@Suite struct `A record in a file` {
    @Test(arguments: [whole, bare]) func `comes back out of frames`(_ record: CarriedRecord) throws {
        var bytes = RecordFrames.bytes(record)[...], contents: [RecordFrames.Content] = []
        while !bytes.isEmpty {
            let (count, checksum) = try RecordFrames.header(Array(bytes.prefix(8)))
            contents.append(try RecordFrames.content(Array(bytes.dropFirst(8).prefix(count)), checksum: checksum))
            bytes = bytes.dropFirst(8 + count)
        }
        var plain = record
        plain.schemas = []
        #expect(contents == record.schemas.map { .schema($0) } + [.record(plain)])
    }

    @Test(arguments: [whole, bare]) func `comes back out of a line`(_ record: CarriedRecord) throws {
        let line = JSONPrinter.bytes(.object(RecordLine.object(record, SchemaShelf())))
        #expect(try RecordLine.record(line, SchemaShelf()) == record)
    }

    @Test(arguments: [whole, bare]) func `comes back out of an envelope`(_ record: CarriedRecord) throws {
        let envelope = RecordEnvelope()
        let schema = try AvroSchema(parsing: envelope.schemaText)
        let datum = envelope.encode(record)
        try AvroValidation.checkWholeDatum(datum, plan: SchemaResolution.plan(for: schema))
        let reading = try #require(RecordEnvelope(of: schema))
        #expect(try reading.decode(datum) == record)
    }

    @Test func `is data of its schema in an envelope with a branch for it`() throws {
        let plan = try SchemaResolution.plan(for: AvroSchema(parsing: order.text.text))
        let text = try SchemaResolution.plan(for: AvroSchema(parsing: #""string""#))
        let envelope = RecordEnvelope(
            keys: [.init(id: SchemaID(7), plan: plan), .init(id: SchemaID(9), plan: text)],
            values: [.init(id: SchemaID(9), plan: text), .init(id: SchemaID(7), plan: plan)])
        let schema = try AvroSchema(parsing: envelope.schemaText)
        let record = CarriedRecord(
            partition: 1, offset: 2, key: [0, 0, 0, 0, 9, 4] + Array("ab".utf8), value: try encoded(#"{"id":"o-1","n":5}"#))
        let datum = try GenericDatum(envelope.encode(record), plan: SchemaResolution.plan(for: schema))
        #expect(datum.record?["value"]?.record?["id"]?.string == "o-1")
        #expect(datum.record?["value"]?.unionBranch == 3)
        #expect(datum.record?["key"]?.record?["datum"]?.string == "ab")
        #expect(try #require(RecordEnvelope(of: schema)).decode(envelope.encode(record)) == record)
    }

    @Test func `that only looks like its schema stays bytes`() throws {
        let plan = try SchemaResolution.plan(for: AvroSchema(parsing: order.text.text))
        let envelope = RecordEnvelope(values: [.init(id: SchemaID(7), plan: plan)])
        let schema = try AvroSchema(parsing: envelope.schemaText)
        for value in [[0, 0, 0, 0, 7], [0, 0, 0, 0, 7, 2], try encoded(#"{"id":"","n":null}"#) + [0]] as [[UInt8]] {
            let record = CarriedRecord(partition: 0, offset: 0, value: value)
            let datum = try GenericDatum(envelope.encode(record), plan: SchemaResolution.plan(for: schema))
            #expect(datum.record?["value"]?.unionBranch == 1)
            #expect(try #require(RecordEnvelope(of: schema)).decode(envelope.encode(record)) == record)
        }
    }

    @Test func `is decoded in a line where nothing is lost by it, and base64 where something would be`() throws {
        let shelf = SchemaShelf()
        try shelf.put(order)
        let value = try encoded(#"{"id":"o-1","n":9007199254740993}"#)
        let line = RecordLine.object(CarriedRecord(partition: 0, offset: 0, value: value), shelf)
        #expect(JSONPrinter.compact(line["value"] ?? .null) == #"{"schema":7,"json":{"id":"o-1","n":9007199254740993}}"#)
        // The same text in two bytes of length.
        let long: [UInt8] = [0, 0, 0, 0, 7, 0x82, 0x00, 0x61, 0x00]
        let kept = RecordLine.object(CarriedRecord(partition: 0, offset: 0, value: long), shelf)
        #expect(kept["value"]?.asObject?["base64"]?.asString == Base64.encode(long))
        for object in [line, kept] {
            let back = try RecordLine.record(JSONPrinter.bytes(.object(object)), shelf)
            #expect(back.value == value || back.value == long)
        }
    }

    @Test(arguments: [
        "", "[]", #"{"partition":-1}"#, #"{"partition":1e9}"#, #"{"value":{"schema":8,"json":{}}}"#,
        #"{"value":{"schema":7,"json":{}}}"#,
        #"{"value":7}"#, #"{"value":{"base64":"%"}}"#, #"{"timestamp":"now"}"#, #"{"headers":[{}]}"#, #"{"schemas":[{}]}"#,
    ]) func `that is not one is refused`(_ line: String) throws {
        let shelf = SchemaShelf()
        try shelf.put(order)
        // A partition is what fits, and 1e9 does.
        if line.contains("1e9") { return #expect(try RecordLine.record(Array(line.utf8), shelf).partition == 1_000_000_000) }
        #expect(throws: InterchangeProblem.self) { try RecordLine.record(Array(line.utf8), shelf) }
    }

    @Test func `is refused when a bit of its frame is another`() throws {
        let frame = RecordFrames.bytes(bare)
        for place in frame.indices.dropFirst(4) {
            var flipped = frame
            flipped[place] ^= 1
            let (_, checksum) = try RecordFrames.header(Array(flipped.prefix(8)))
            #expect(throws: InterchangeProblem.self) { try RecordFrames.content(Array(flipped.dropFirst(8)), checksum: checksum) }
        }
        #expect(throws: InterchangeProblem.self) { try RecordFrames.header([255, 255, 255, 255, 0, 0, 0, 0]) }
        #expect(throws: InterchangeProblem.self) { try RecordFrames.header([0, 0, 0, 0, 0, 0, 0, 0]) }
    }
}

@Suite struct `The header of a container file` {
    private static func header(_ pairs: [(String, String)]) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeBytes(ContainerHeader.magic)
        writer.writeVarlong(Int64(pairs.count))
        for text in pairs.flatMap({ [$0.0, $0.1] }) {
            writer.writeVarlong(Int64(text.utf8.count))
            writer.writeUTF8(text)
        }
        writer.writeVarlong(0)
        writer.writeBytes([UInt8](0..<16))
        return writer.array()
    }

    @Test func `names schema, codec and marker`() throws {
        let header = try ContainerHeader(Self.header([("avro.codec", "snappy"), ("x", ""), ("avro.schema", #""int""#)]))
        #expect(header.schemaText == #""int""# && header.codec == "snappy" && header.syncMarker == [UInt8](0..<16))
        #expect(try ContainerHeader(Self.header([("avro.schema", #""int""#)])).codec == "null")
    }

    @Test func `is refused when it is none, however it is cut`() throws {
        let bytes = Self.header([("avro.schema", #""int""#)])
        for count in 0..<bytes.count {
            #expect(throws: InterchangeProblem.self) { try ContainerHeader(Array(bytes.prefix(count))) }
        }
        #expect(throws: InterchangeProblem.self) { try ContainerHeader(Self.header([])) }
        // A count of 2^62, a length of -1.
        var writer = ByteWriter()
        writer.writeBytes(ContainerHeader.magic)
        writer.writeVarlong(1 << 62)
        writer.writeVarlong(-1)
        #expect(throws: InterchangeProblem.self) { try ContainerHeader(writer.array()) }
    }
}

@Suite struct `Records that landed` {
    private func seen(_ record: CarriedRecord, _ kind: RecordTimestamp.Kind, at milliseconds: Int64) -> ConsumerRecord {
        ConsumerRecord(
            topic: "t", partition: record.partition ?? 0, offset: 9,
            timestamp: RecordTimestamp(milliseconds: milliseconds, kind: kind),
            key: record.key, value: record.value, headers: record.headers)
    }

    @Test func `are each taken once`() {
        let record = CarriedRecord(partition: 1, offset: 0, timestamp: RecordTimestamp(milliseconds: 5), key: [1], value: [2])
        var landed = LandedRecords([record, record, record], keepsPartition: true)
        landed.see(seen(record, .created, at: 5))
        landed.see(seen(record, .created, at: 5))
        // Written by somebody else: another time, another partition.
        landed.see(seen(record, .created, at: 6))
        var elsewhere = record
        elsewhere.partition = 2
        landed.see(seen(elsewhere, .created, at: 5))
        let taken = (0..<3).map { _ in landed.take(record) }
        #expect(taken == [true, true, false])
    }

    @Test func `are known under the log's own time, and without one`() {
        let timed = CarriedRecord(partition: 1, offset: 0, timestamp: RecordTimestamp(milliseconds: 5), key: [1], value: nil)
        var landed = LandedRecords([timed], keepsPartition: false)
        landed.see(seen(timed, .appended, at: 99))
        let isThere = landed.take(timed)
        #expect(isThere)
        let untimed = CarriedRecord(partition: nil, offset: 0, key: [1], value: [3])
        landed = LandedRecords([untimed], keepsPartition: false)
        landed.see(seen(untimed, .created, at: 99))
        let taken = (0..<2).map { _ in landed.take(untimed) }
        #expect(taken == [true, false])
    }
}
