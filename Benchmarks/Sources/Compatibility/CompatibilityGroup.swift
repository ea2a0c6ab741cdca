import Avro
import Compatibility
import ProtobufSchema

/// What a verdict costs: two records or messages of 100 fields (bound: 50 µs), and one of them against 500 versions
/// (bound: 25 ms).
enum CompatibilityGroup {
    static func series() throws -> [Series] { try avroSeries() + protobufSeries() }

    private static func avroSeries() throws -> [Series] {
        let versions = try (1...500).map { version in
            CompatibilityCheck.OldVersion(version: version, schema: .avro(try AvroSchema(parsing: record(fields: 100, variant: version))))
        }
        let new = ComparableSchema.avro(try AvroSchema(parsing: record(fields: 100, variant: 0)))
        let latest = Array(versions.suffix(1))
        return [
            Series(
                group: "compatibility", title: "two records of 100 fields, at most 50 µs", clock: .threadTime,
                subjects: [
                    subject("BACKWARD", new, latest, .backward), subject("FULL", new, latest, .full),
                    subject("BACKWARD, fields in another order", .avro(try AvroSchema(parsing: record(fields: 100, variant: 0, reversed: true))), latest, .backward),
                ]),
            Series(
                group: "compatibility", title: "a record of 100 fields and 500 versions, at most 25 ms", clock: .threadTime,
                subjects: [subject("BACKWARD_TRANSITIVE", new, versions, .backwardTransitive)]),
        ]
    }

    private static func protobufSeries() throws -> [Series] {
        let versions = try (1...500).map { version in
            let schema = try ProtoCompiler.compile(message(fields: 100, variant: version))
            return CompatibilityCheck.OldVersion(version: version, schema: .protobuf(schema))
        }
        let new = ComparableSchema.protobuf(try ProtoCompiler.compile(message(fields: 100, variant: 0)))
        let reversed = ComparableSchema.protobuf(try ProtoCompiler.compile(message(fields: 100, variant: 0, reversed: true)))
        let latest = Array(versions.suffix(1))
        return [
            Series(
                group: "compatibility", title: "two messages of 100 fields, at most 50 µs", clock: .threadTime,
                subjects: [
                    subject("BACKWARD", new, latest, .backward), subject("FULL", new, latest, .full),
                    subject("BACKWARD, fields in another order", reversed, latest, .backward),
                ]),
            Series(
                group: "compatibility", title: "a message of 100 fields and 500 versions, at most 25 ms", clock: .threadTime,
                subjects: [
                    subject("BACKWARD_TRANSITIVE", new, versions, .backwardTransitive),
                    subject("FULL_TRANSITIVE", new, versions, .fullTransitive),
                    subject("BACKWARD_TRANSITIVE, fields in another order", reversed, versions, .backwardTransitive),
                ]),
        ]
    }

    private static func subject(
        _ name: String, _ new: ComparableSchema, _ history: [CompatibilityCheck.OldVersion], _ level: CompatibilityLevel
    ) -> Subject {
        Subject(
            name: name,
            work: .repeated { count in
                for _ in 0..<count {
                    let verdict = CompatibilityCheck.check(new: new, history: history, level: level)
                    precondition(verdict.isCompatible, "the versions go together, so that all are compared")
                    keep(verdict.checkedVersions.count)
                }
            })
    }

    /// Fields of every kind that records have; versions differ in a default.
    private static func record(fields: Int, variant: Int, reversed: Bool = false) -> String {
        let types = [
            #""string""#, #""long""#, #""int""#, #""double""#, #"["null", "string"]"#, #"{"type": "array", "items": "string"}"#,
            #"{"type": "long", "logicalType": "timestamp-millis"}"#, #"{"type": "map", "values": "long"}"#,
        ]
        let texts = (0..<fields).map { index in
            let type = types[index % types.count]
            let end = index % types.count == 1 ? #", "default": \#(variant)"# : ""
            return #"{"name": "field_number_\#(index)", "type": \#(type)\#(end)}"#
        }
        return #"{"type": "record", "name": "Wide", "fields": [\#((reversed ? texts.reversed() : texts).joined(separator: ", "))]}"#
    }

    /// Fields of every kind that messages have; versions differ in the names of two fields and in the values of an enum.
    private static func message(fields: Int, variant: Int, reversed: Bool = false) -> String {
        let types = [
            "string", "int64", "sint32", "double", "repeated string", "map<string, int64>", "State", "Part", "optional bool", "bytes",
        ]
        let texts = (1...fields).map { number in
            let name = number % 50 == 0 ? "field_number_\(number)_of_\(variant)" : "field_number_\(number)"
            return "  \(types[number % types.count]) \(name) = \(number);\n"
        }
        return """
            syntax = "proto3";
            package bench;
            message Wide {
              message Part { string text = 1; int32 count = 2; }
              enum State { STATE_UNKNOWN = 0; STATE_OPEN = 1; STATE_OF_\(variant) = \(variant + 2); }
            \((reversed ? texts.reversed() : texts).joined())
              oneof choice { string one_way = 201; int32 another_way = 202; }
            }
            """
    }
}
