import JSONText
import KafkaClient
import Testing

@testable import herald

@Suite struct `A printed record` {
    private func record(key: [UInt8]?, value: [UInt8]?, headers: [RecordHeader] = []) -> ConsumerRecord {
        ConsumerRecord(
            topic: "orders", partition: 3, offset: 88_214_993, timestamp: RecordTimestamp(milliseconds: 1_795_170_667_114),
            key: key,
            value: value, headers: headers)
    }

    private func decoded(_ json: JSONValue) -> DecodedBytes {
        var schema = DecodedBytes.Schema(id: 1042)
        (schema.subject, schema.version) = ("orders-value", 7)
        return DecodedBytes(json: json, schema: schema)
    }

    private func line(_ record: ConsumerRecord, _ key: DecodedBytes?, _ value: DecodedBytes?) -> String {
        JSONPrinter.compact(.object(RecordPrinter.object(record, key, value)))
    }

    @Test func `shows key, schema and value, with exact integers`() {
        let value = decoded(
            .object(
                {
                    var object = JSONObject(); object["amount"] = .number(JSONNumber(Int64.max)); return object
                }()))
        let record = record(key: Array("o-1".utf8), value: [0])
        let key = DecodedBytes(raw: Array("o-1".utf8))
        #expect(
            RecordPrinter.text(record, key, value)
                == #"2026-11-20T10:31:07.114Z  p3 @88214993  key "o-1"  orders-value v7  {"amount":9223372036854775807}"#)
        #expect(
            line(record, key, value)
                == #"{"topic":"orders","partition":3,"offset":88214993,"timestamp":"2026-11-20T10:31:07.114Z","key":"o-1","#
                + #""schema":{"id":1042,"subject":"orders-value","version":7},"value":{"amount":9223372036854775807}}"#)
    }

    @Test func `calls a tombstone a tombstone`() {
        let record = record(key: Array("k".utf8), value: nil), key = DecodedBytes(raw: Array("k".utf8))
        #expect(RecordPrinter.text(record, key, nil).hasSuffix("  TOMBSTONE"))
        #expect(line(record, key, nil).hasSuffix(#""value":null,"tombstone":true}"#))
    }

    @Test func `keeps an empty value apart from none`() {
        let record = record(key: nil, value: [])
        #expect(line(record, nil, DecodedBytes(raw: [])).hasSuffix(#""key":null,"value":""}"#))
    }

    @Test func `shows headers in their order, also twice the same`() {
        let record = record(
            key: nil, value: [], headers: [RecordHeader("a", "1"), RecordHeader("a", nil), RecordHeader("b", [0xff])])
        #expect(RecordPrinter.text(record, nil, DecodedBytes(raw: [])).contains(#"a="1"  a=null  b={"base64":"/w=="}"#))
        #expect(
            line(record, nil, DecodedBytes(raw: [])).contains(
                #""headers":[{"name":"a","value":"1"},{"name":"a","value":null},{"name":"b","value":{"base64":"/w=="}}]"#))
    }

    @Test func `shows bytes that are no text in base64, and says why`() {
        let bytes: [UInt8] = [0, 0, 0, 0, 9, 1]
        let value = DecodedBytes(raw: bytes, problem: "schema 9: the registry has no schema of this id")
        let record = record(key: nil, value: bytes)
        #expect(
            RecordPrinter.text(record, nil, value).hasSuffix(
                #"{"base64":"AAAAAAkB"}  (schema 9: the registry has no schema of this id)"#))
        #expect(line(record, nil, value).hasSuffix(#""problem":"schema 9: the registry has no schema of this id"}"#))
    }

    @Test func `has its time to the millisecond`() {
        let cases: [(Int64, String)] = [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (1_795_170_667_001, "2026-11-20T10:31:07.001Z"),
            (1_709_164_800_999, "2024-02-29T00:00:00.999Z"),
        ]
        for (milliseconds, expected) in cases { #expect(RecordPrinter.time(milliseconds) == expected) }
    }
}
