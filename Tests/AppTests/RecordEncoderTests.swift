import Avro
import KafkaClient
import RegistryModel
import Testing

@testable import herald

@Suite struct `A line to be written` {
    private static let schema =
        #"{"type":"record","name":"Order","namespace":"com.acme","fields":"#
        + #"[{"name":"id","type":"string"},{"name":"amount","type":"long"}]}"#

    private func encoder(separator: String = "") throws -> RecordEncoder {
        var encoder = RecordEncoder(topic: "orders", keySeparator: Array(separator.utf8))
        encoder.target = .init(
            label: "orders-value v7 (id 1042)", address: "orders-value@7",
            encoder: .avro(AvroJSONEncoder(try AvroSchema(parsing: Self.schema))),
            id: SchemaID(1042))
        return encoder
    }

    private func failure(_ line: String, separator: String = "") throws -> CommandFailure? {
        do {
            _ = try encoder(separator: separator).record(Array(line.utf8), number: 3)
            return nil
        } catch let failure as CommandFailure {
            return failure
        }
    }

    @Test func `carries the id of its schema`() throws {
        let record = try encoder().record(Array(#"{"id":"a","amount":9223372036854775807}"#.utf8), number: 1)
        #expect(record?.value == [0, 0, 0, 4, 0x12, 2, 0x61, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1])
        #expect(record?.key == nil)
    }

    @Test func `is named with field, line and column when it does not fit`() throws {
        let failure = try #require(try failure(#"{"id":"o-1","amount":"12"}"#))
        #expect(failure.status == .failure)
        #expect(
            failure.rendered == """
                error[ENCODE_TYPE]: field Order.amount wants long, got string "12"
                  --> standard input, line 3, column 22
                  why: the subject is orders-value v7 (id 1042)
                  help: see it with herald schema get orders-value@7
                """)
    }

    @Test func `has its column counted from its own beginning, key included`() throws {
        #expect(
            try failure(#"k9|{"id":"o-1","amount":"12"}"#, separator: "|")?.whereabouts == "standard input, line 3, column 25")
        #expect(
            try failure(#"kö|{"id":"o-1","amount":"12"}"#, separator: "|")?.whereabouts == "standard input, line 3, column 25")
    }

    @Test func `gives its key in front of the separator`() throws {
        let record = try encoder(separator: "||").record(Array(#"a|b||{"id":"||","amount":1}"#.utf8), number: 1)
        #expect(record?.key == Array("a|b".utf8))
        #expect(try failure(#"{"id":"a","amount":1}"#, separator: "|")?.code == "KEY_MISSING")
    }

    @Test func `is passed over when blank, and refused when it is no JSON`() throws {
        #expect(try encoder().record(Array(" \t\r".utf8), number: 1) == nil)
        #expect(try failure(#"{"id":"#)?.code == "INPUT")
        #expect(try failure("null")?.code == "ENCODE_TYPE")
    }

    @Test func `without a schema is written as it is`() throws {
        let encoder = RecordEncoder(topic: "t", key: [1])
        #expect(try encoder.record([], number: 1)?.value == [])
        #expect(try encoder.record([0xff, 0x00], number: 2)?.value == [0xff, 0x00])
    }
}
