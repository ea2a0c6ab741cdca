import Avro
import JSONText
import ProtobufSchema
import RecordFilters
import Testing

private let order = """
    {"type": "record", "name": "Order", "namespace": "com.acme", "fields": [
      {"name": "id", "type": "string"}, {"name": "amount", "type": "long"}, {"name": "paid", "type": "boolean"},
      {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
      {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
      {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["OPEN", "CLOSED"]}},
      {"name": "note", "type": ["null", "string"], "default": null},
      {"name": "items", "type": {"type": "array", "items": {"type": "record", "name": "Item", "fields": [
        {"name": "sku", "type": "string"}, {"name": "count", "type": "int"}]}}},
      {"name": "labels", "type": {"type": "map", "values": "string"}},
      {"name": "payment", "type": ["null",
        {"type": "record", "name": "Card", "fields": [{"name": "number", "type": "string"}]},
        {"type": "record", "name": "Cash", "fields": [{"name": "given", "type": "long"}]}]},
      {"name": "next", "type": ["null", "Order"], "default": null}]}
    """

private let placed = """
    {"id": "o-1", "amount": 9007199254740993, "paid": true, "price": "12.50", "at": "2026-11-20T10:31:07.500Z", "state": "OPEN",
     "note": null, "items": [{"sku": "a", "count": 1}, {"sku": "b", "count": 20}], "labels": {"x-y": "1"},
     "payment": {"com.acme.Card": {"number": "42"}}, "next": {"id": "o-2", "amount": 1}}
    """

/// Whether the filter takes a record with this value; its error, if it is none for the schema.
private func answer(
    _ text: String, _ json: String? = placed, avro: String? = order, key: JSONValue? = .string("eu-7")
) throws -> String {
    let shape = try avro.map { ValueShape(try AvroSchema(parsing: $0)) } ?? .anything
    return try answer(text, json, shape, key)
}

private func answer(_ text: String, _ json: String?, _ shape: ValueShape, _ key: JSONValue? = nil) throws -> String {
    do {
        let filter = try RecordFilter(text).bind(key: .anything, value: shape)
        let record = FilteredRecord(
            topic: "orders", partition: 3, offset: 41, timestamp: 1_795_170_667_500, key: key,
            value: try json.map { try JSONParser.parse($0) }, schemaID: 7,
            headers: [("source", .string("app")), ("source", .string("web")), ("retries", .string("3"))])
        return filter.matches(record) ? "yes" : "no"
    } catch let error as FilterError {
        return "\(error.column): \(error.sentence)"
    }
}

@Suite struct `A filter` {
    @Test(arguments: [
        // Of no schema.
        ("key == \"eu-7\"", "yes"), ("key ~ \"eu-\"", "yes"), ("key ~ \"^eu-\\d$\"", "yes"), ("key !~ \"us\"", "yes"),
        ("key ~ '(?i)EU|us'", "yes"), ("topic == 'orders' and partition == 3 and offset >= 41", "yes"), ("offset > 41", "no"),
        ("timestamp >= \"2026-11-20\" && timestamp < \"2026-11-20T10:31:07.501Z\"", "yes"), ("schema == 7", "yes"),
        ("header.source == \"web\"", "yes"), ("headers[\"source\"] == \"app\"", "no"), ("header.retries > 2", "yes"),
        ("header.none == null", "yes"), ("header.none != \"x\"", "yes"), ("header.none < 3", "no"), ("value == null", "no"),
        // By the schema.
        ("value.amount > 9007199254740992", "yes"), ("value.amount == 9007199254740992", "no"), ("100 < value.amount", "yes"),
        ("value.amount > 9.007199254740992e15", "yes"), ("value.price == 12.5", "yes"), ("value.price < 12.49", "no"),
        ("value.at > \"2026-11-20T10:31:07Z\"", "yes"), ("value.at == \"2026-11-20T11:31:07.5+01:00\"", "yes"),
        ("value.paid", "yes"), ("!value.paid", "no"), ("value.paid == false or value.state == \"OPEN\"", "yes"),
        ("value.state in [\"OPEN\", \"CLOSED\"]", "yes"), ("value.amount not in [1, 2]", "yes"),
        ("value.note == null", "yes"), ("value.note == \"x\"", "no"), ("value.note != \"x\"", "yes"), ("value.note < \"x\"", "no"),
        ("value.items[1].count == 20", "yes"), ("value.items[7].count == 20", "no"), ("value.items[*].sku == \"b\"", "yes"),
        ("value.items[*].count > 20", "no"), ("value.labels[\"x-y\"] == \"1\"", "yes"), ("value.labels.z == null", "yes"),
        ("value.payment[\"com.acme.Card\"].number == \"42\"", "yes"), ("value.payment[\"com.acme.Cash\"].given > 1", "no"),
        ("value.next.next.next.amount == null", "yes"), ("value.next.amount < value.amount", "yes"),
        ("not (key == \"a\" || key == \"b\") && !(value.amount < 0)", "yes"), ("value.id == \"o\\u002d1\"", "yes"),
    ])
    func `says what it says`(_ text: String, _ expected: String) throws { #expect(try answer(text) == expected) }

    @Test(arguments: [
        ("value.amont > 1", "7: com.acme.Order has no field 'amont'"),
        ("value.amount > \"1\"", "16: value.amount is a number (long), and is compared with a text"),
        ("value.id == 1", "13: value.id is a text, and is compared with a number"),
        ("value.paid == \"true\"", "15: value.paid is a boolean, and is compared with a text"), ("value.id", "1: value.id is a text, not a boolean"),
        ("value.state == \"OPN\"", "16: value.state is never \"OPN\": its enum has no such name"),
        ("value.state < \"OPEN\"", "15: names out of an enum have no order"),
        ("value.at > 5", "12: value.at is a time, and is compared with a number"),
        ("value.at > \"soon\"", "12: value.at is a time, and is compared with \"soon\", which is none"),
        ("value.items.sku == \"a\"", "13: this is a list"), ("value.items == \"a\"", "16: value.items is a list, and is compared with a text"),
        ("value.id.x == 1", "10: there is nothing in a text"), ("value.amount ~ \"1\"", "1: value.amount is a number (long), and only texts match patterns"),
        ("value.payment.number == \"1\"", "15: none of the types it can have has 'number'"),
        ("value.amount == value.id", "1: value.amount is a number (long), value.id is a text: they cannot be compared"),
        ("amount > 1", "1: a record has no 'amount'"), ("header == 1", "1: header needs a name"), ("1 == 1", "1: neither side is a part of the record"),
        ("value.amount > null", "16: null is equal or not, never less or greater"), ("key ~ \"(\"", "7: the pattern has a ( that is not closed"),
        ("key ~ \"a)(b\"", "7: the pattern has a ) that closes nothing"),
        ("", "1: the filter is empty"), ("key =", "5: '=' means nothing here"), ("key == ", "8: expected a path or a value, found the end"),
        ("key == \"a", "8: the text that begins here does not end"), ("(key == 1", "10: expected ), found the end"),
        ("key == 1 key", "10: expected && or || or the end, found 'key'"), ("key in [value]", "9: a choice is a text, a number, true, false or null"),
        ("value.x[-1] == 1", "9: an index is a whole number from 0"), ("key == 12ab", "8: this is no number"),
        ("key == 1e99999999999", "8: this is no number"),
    ])
    func `that is none says where and why`(_ text: String, _ expected: String) throws { #expect(try answer(text) == expected) }

    @Test func `names what a misspelt name could be, and points at it`() throws {
        let shape = ValueShape(try AvroSchema(parsing: order))
        do {
            _ = try RecordFilter("key == 1 && value.amont > 1").bind(key: .anything, value: shape)
            Issue.record("it was taken")
        } catch {
            #expect(error.word == "amont" && error.known.contains("amount"))
            #expect(error.pointer == "key == 1 && value.amont > 1\n                  ^^^^^")
        }
    }

    @Test func `looks into what has no schema, as it comes`() throws {
        let json = #"{"a": {"b": [1, "2", true]}, "n": 5}"#
        for (text, expected) in [
            ("value.a.b[0] == 1", "yes"), ("value.a.b[1] == \"2\"", "yes"), ("value.a.b[1] == 2", "yes"), ("value.a.b[2]", "yes"),
            ("value.a.b[*] > 1", "yes"), ("value.x.y.z == null", "yes"), ("value.n == \"5\"", "no"), ("value.n != \"5\"", "yes"),
            ("value.a != null", "yes"), ("value.n > value.a.b[0]", "yes"),
        ] { #expect(try answer(text, json, avro: nil) == expected, "\(text)") }
        #expect(try answer("value == null", nil, avro: nil) == "yes")
        #expect(try answer("value.a == null", nil, avro: nil) == "yes")
    }

    @Test func `of a Protobuf message takes fields that are left out as their defaults`() throws {
        let schema = try ProtoCompiler.compile(
            """
            syntax = "proto3"; package acme; import "google/protobuf/timestamp.proto";
            enum State { STATE_NONE = 0; STATE_OPEN = 1; }
            message Order { string order_id = 1; int64 amount = 2; State state = 3; optional int32 count = 4;
              google.protobuf.Timestamp at = 5; map<string, int64> by_day = 6; repeated Order parts = 7; }
            """)
        let shape = ValueShape(schema, try #require(schema.message(named: "acme.Order")))
        let json = #"{"orderId": "o-1", "amount": "9007199254740993", "at": "2026-11-20T10:31:07Z", "byDay": {"mo": "3"}, "parts": [{}]}"#
        for (text, expected) in [
            ("value.amount > 9007199254740992", "yes"), ("value.order_id == \"o-1\" && value.orderId == \"o-1\"", "yes"),
            ("value.state == \"STATE_NONE\"", "yes"), ("value.count == 0", "no"), ("value.count == null", "yes"),
            ("value.at < \"2026-11-21\"", "yes"), ("value.by_day.mo == 3", "yes"), ("value.parts[0].amount == 0", "yes"),
            ("value.parts[0].state != \"STATE_OPEN\"", "yes"), ("value.amuont == 1", "7: acme.Order has no field 'amuont'"),
        ] { #expect(try answer(text, json, shape) == expected, "\(text)") }
    }

    @Test func `is bounded in length and depth`() throws {
        let deep = String(repeating: "(", count: 60) + "value.paid" + String(repeating: ")", count: 60)
        #expect(try answer(deep).contains("nests deeper than 50"))
        #expect(try answer(String(repeating: "!", count: 60) + "value.paid").contains("nests deeper than 50"))
        #expect(try answer("value" + String(repeating: ".a", count: 60) + " == 1", avro: nil).contains("longer than 50 steps"))
        #expect(try answer(String(repeating: " ", count: 5_000)).contains("the limit is 4096"))
        #expect(try answer("key in [" + Array(repeating: "1", count: 600).joined(separator: ",") + "]").contains("more than 500"))
    }

    @Test func `that is no text of the language never takes the program down`() {
        let pieces = ["key", "value", ".", "[", "]", "*", "\"", "'", "\\", "1", "-", "e", "~", "!", "&&", "||", "(", ")", "in", "not", "\u{0}", "é", "=="]
        var state: UInt64 = 42
        for _ in 0..<5_000 {
            var text = ""
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int(state >> 33) % pieces.count] + (state & 1 << 40 == 0 ? " " : "")
            }
            do { _ = try RecordFilter(text) } catch {
                #expect(error.place.lowerBound <= text.unicodeScalars.count && !error.pointer.isEmpty, "\(text)")
            }
        }
    }
}
