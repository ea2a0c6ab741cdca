import Avro
import Compatibility
import JSONText
import Testing

@Suite struct `Findings as Confluent's messages` {
    private let one = #"{"type":"record","name":"Order","fields":[{"name":"id","type":"string"}]}"#
    private let two = #"{"type":"record","name":"Order","fields":[{"name":"id","type":"int"},{"name":"currency","type":"string"}]}"#

    private func check(_ new: String, _ old: String, _ level: CompatibilityLevel) throws -> CompatibilityVerdict {
        CompatibilityCheck.check(
            new: .avro(try AvroSchemaParser.parse(new)),
            history: [.init(version: 3, schema: .avro(try AvroSchemaParser.parse(old)))], level: level)
    }

    @Test func `type, path and information are what clients take apart`() throws {
        let messages = ConfluentMessage.messages(for: try check(two, one, .backward)) { _ in one }
        #expect(messages.count == 5)
        #expect(messages[0].hasPrefix("{errorType:'TYPE_MISMATCH', description:'"))
        #expect(messages[0].contains("(path '/fields/0/type')"))
        #expect(messages[0].hasSuffix("', additionalInfo:'reader type: INT not compatible with writer type: STRING'}"))
        #expect(messages[1].hasPrefix("{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'"))
        #expect(messages[1].hasSuffix("', additionalInfo:'currency'}"))
        #expect(messages[1].contains("in the new schema") && messages[1].contains("in the old schema"))
        #expect(messages[2] == "{oldSchemaVersion: 3}")
        #expect(messages[3] == "{oldSchema: '\(one)'}")
        #expect(messages[4] == "{validateFields: 'false', compatibility: 'BACKWARD'}")
    }

    @Test func `a compatible verdict has no messages`() throws {
        #expect(ConfluentMessage.messages(for: try check(one, one, .fullTransitive)) { _ in one }.isEmpty)
    }

    @Test func `a long old schema is cut at ten kibibytes between characters`() throws {
        let long = String(repeating: "é", count: 6000) + "x"
        let messages = ConfluentMessage.messages(for: try check(two, one, .backward)) { _ in "a" + long }
        #expect(messages[3] == "{oldSchema: 'a\(String(repeating: "é", count: 5119))'}")
    }

    @Test func `what Confluent meets as an exception hides the rest of its direction`() throws {
        let old = #"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"int"}]}"#
        let new = #"{"type":"record","name":"R","fields":[{"name":"a","type":"int","aliases":["b"]},{"name":"c","type":"int"}]}"#
        let verdict = try check(new, old, .full)
        #expect(verdict.findings.map(\.rule.id) == [
            "AVRO_FIELD_REMOVED_WITHOUT_DEFAULT", "AVRO_FIELD_ALIAS_AMBIGUOUS", "AVRO_FIELD_ADDED_WITHOUT_DEFAULT",
        ])
        let messages = ConfluentMessage.messages(for: verdict) { _ in nil }
        #expect(messages.count == 4)
        #expect(messages[0].contains("READER_FIELD_MISSING_DEFAULT_VALUE") && messages[0].contains("additionalInfo:'b'"))
        #expect(messages[1].hasPrefix("Unexpected exception during compatibility check: Reader record field a matches multiple fields"))
    }

    @Test func `another schema language is one sentence`() throws {
        let verdict = CompatibilityCheck.check(
            new: .avro(try AvroSchema(parsing: one)), history: [.init(version: 1, schema: .other(language: "PROTOBUF"))], level: .full)
        #expect(ConfluentMessage.messages(for: verdict) { _ in nil }.first == "Incompatible because of different schema type")
    }

    @Test func `levels are named as the REST API names them`() {
        #expect(CompatibilityLevel(name: "full_transitive") == .fullTransitive)
        #expect(CompatibilityLevel(name: "BACKWARD") == .backward)
        #expect(CompatibilityLevel(name: "upward") == nil)
        #expect(CompatibilityLevel.allCases.count == 7)
    }
}

@Suite struct `Findings for programs` {
    private let old = "{\"type\": \"record\", \"name\": \"Order\", \"fields\": [\n  {\"name\": \"id\", \"type\": \"string\"}\n]}"
    private let new = """
        {"type": "record", "name": "Order", "fields": [
        \t{"name": "id", "type": "string"},\r
          {"name": "currency", "type": "string"}
        ]}
        """

    private func finding() throws -> SchemaFinding {
        let verdict = CompatibilityCheck.check(
            new: .avro(try AvroSchema(parsing: new)), history: [.init(version: 7, schema: .avro(try AvroSchema(parsing: old)))],
            level: .backward)
        return try #require(verdict.findings.first)
    }

    @Test func `are objects that carry rule, places and sentence`() throws {
        let json = try finding().json
        #expect(json["rule"] == "AVRO_FIELD_ADDED_WITHOUT_DEFAULT")
        #expect(json["level"] == "error")
        #expect(json["direction"] == "backward")
        #expect(json["against"] == 7)
        #expect(json["places"] == [
            ["side": "old", "pointer": "/fields/1", "range": "1:28-1:35"], ["side": "new", "pointer": "/fields/1", "range": "3:3-3:41"],
        ])
        #expect(json["sentence"] == #"new field "currency" of record Order has no default"#)
        #expect(json["witness"] == JSONValue.null)
        #expect(json["fixes"] == [])
        #expect(json["confluent"] == ["errorType": "READER_FIELD_MISSING_DEFAULT_VALUE", "additionalInfo": "currency"])
    }
}
