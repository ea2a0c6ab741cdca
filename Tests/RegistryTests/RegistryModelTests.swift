import Bytes
import JSONText
import RegistryModel
import Testing

@Suite struct `Registry nouns` {
    @Test func `versions are read as paths say them`() {
        let first = SchemaVersionSelector.number(.first)
        let cases: [(String, SchemaVersionSelector?)] = [
            ("1", first), (" 1 ", first), ("latest", .latest), ("LATEST", .latest), ("-1", .latest), ("0", nil), ("-2", nil),
            ("2147483647", SchemaVersion(.max).map { .number($0) }), ("2147483648", nil), ("one", nil), ("", nil),
        ]
        for (text, expected) in cases { #expect(SchemaVersionSelector(text) == expected, "\(text)") }
    }

    @Test func `subjects differ when their bytes do`() {
        #expect(Subject("\u{e9}") != Subject("e\u{301}"))
        #expect(Subject("a") < Subject("b"))
        #expect(Set([Subject("\u{e9}"), Subject("e\u{301}")]).count == 2)
    }

    @Test func `strategies name subjects`() {
        #expect(SubjectNameStrategy.topic.subject(topic: "t", side: .value, recordName: nil) == Subject("t-value"))
        #expect(SubjectNameStrategy.topic.subject(topic: "t", side: .key, recordName: "a.B") == Subject("t-key"))
        #expect(SubjectNameStrategy.record.subject(topic: "t", side: .key, recordName: "a.B") == Subject("a.B"))
        #expect(SubjectNameStrategy.topicRecord.subject(topic: "t", side: .key, recordName: "a.B") == Subject("t-a.B"))
        #expect(SubjectNameStrategy.record.subject(topic: "t", side: .value, recordName: nil) == nil)
    }

    @Test func `the schema frame is a zero and a big-endian id`() throws {
        #expect(SchemaFrame.bytes(SchemaID(0x0102_0304)) == [0, 1, 2, 3, 4])
        #expect(try SchemaFrame.read([0, 0, 0, 0, 7, 99]) == SchemaID(7))
        #expect(throws: MalformedBytes.self) { try SchemaFrame.read([1, 0, 0, 0, 7]) }
        #expect(throws: MalformedBytes.self) { try SchemaFrame.read([0, 0, 0]) }
    }

    @Test func `error codes carry their HTTP status`() {
        #expect(RegistryErrorCode.subjectNotFound.httpStatus == 404)
        #expect(RegistryErrorCode.incompatibleSchema.httpStatus == 409)
        #expect(RegistryErrorCode.storeFailure.httpStatus == 500)
    }

    @Test func `bodies that do not fit say where`() throws {
        let bad: [(String, String)] = [
            ("[]", "the request is a JSON object, found an array"),
            (#"{"schema":1}"#, #""schema" of the request is a string, found a number"#),
            (#"{"schema":"x","references":{}}"#, #""references" of the request is an array, found an object"#),
            (#"{"schema":"x","references":[{"name":"n"}]}"#, #"a reference has no "subject""#),
            (#"{"schema":"x","version":1.5}"#, #""version" of the request is an integer of 32 bits, found a number"#),
        ]
        for (text, problem) in bad {
            let json = try JSONParser.parse(text)
            #expect(throws: RESTBodyProblem(problem)) { try SchemaRequestBody(json) }
        }
    }

    @Test func `bodies are read back as they were written`() throws {
        let schema = RegisteredSchema(
            subject: Subject("s"), version: .first, id: SchemaID(3), format: SchemaFormat(rawValue: "PROTOBUF"),
            references: [SchemaReference(name: "n", subject: Subject("t"), version: .first)], schema: "x")
        #expect(try RegisteredSchema(schema.json()) == schema)
        var request = SchemaRequestBody(
            schema: "{}", references: [RequestedReference(name: "n", subject: Subject("t"), version: -1)])
        request.version = 2
        #expect(try SchemaRequestBody(request.json) == request)
        let error = RegistryError.subjectNotFound(Subject("s"))
        #expect(RegistryError(json: error.json) == error)
        let verdict = CompatibilityBody(isCompatible: false, messages: ["m"])
        #expect(try CompatibilityBody(verdict.json) == verdict)
    }
}
