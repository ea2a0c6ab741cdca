import RegistryModel
import Testing

@testable import herald

@Suite struct `What is typed` {
    @Test func `names a start of reading`() {
        let cases: [(String, ConsumeStart?)] = [
            ("start", .start), ("earliest", .start), ("end", .end), ("-10", .beforeEnd(10)), ("+5", .afterStart(5)),
            ("42", .offset(42)),
            ("@1795165200", .time(.instant(1_795_165_200_000))), ("@1795165200123", .time(.instant(1_795_165_200_123))),
            ("-15m", .time(.ago(900_000))), ("2026-11-20T10:31:07Z", .time(.instant(1_795_170_667_000))), ("", nil), ("-", nil),
            ("@", nil),
            ("--1", nil), ("middle", nil), ("9223372036854775808", nil),
        ]
        for (text, expected) in cases { #expect(ConsumeStart(argument: text) == expected, "\(text)") }
    }

    @Test func `names a schema`() {
        let orders = Subject("orders-value")
        let cases: [(String, SchemaAddress?)] = [
            ("orders-value", .subject(orders, nil)), ("orders-value@latest", .subject(orders, .latest)),
            ("orders-value@3", .subject(orders, SchemaVersionSelector("3"))), ("id:1042", .id(SchemaID(1042))),
            ("a@b@1", .subject(Subject("a@b"), .number(.first))), ("@1", .subject(Subject("@1"), nil)),
            ("", nil), ("id:", nil), ("id:x", nil), ("id:-1", nil), ("orders-value@", nil), ("orders-value@0", nil),
            ("orders-value@v3", nil),
        ]
        for (text, expected) in cases { #expect(SchemaAddress(argument: text) == expected, "\(text)") }
    }

    @Test func `names the subject by the path of a file`() {
        let cases: [(String, String?)] = [
            ("schemas/orders/value.avsc", "orders-value"), ("orders/key.avsc", "orders-key"),
            ("orders-value.avsc", "orders-value"),
            ("x/orders-key.v2.avsc", "orders-key"), ("order.avsc", nil), ("value.avsc", nil), ("./value.avsc", nil),
            ("../value.avsc", nil),
            ("", nil),
        ]
        for (path, expected) in cases {
            #expect(SubjectPattern.standard.subject(path: path, record: nil)?.name == expected, "\(path)")
        }
    }

    @Test func `names a reference`() throws {
        let references = try SchemaReferences.parse(["com.acme.Money=money@home@7"])
        #expect(
            references == [
                SchemaReference(name: "com.acme.Money", subject: Subject("money@home"), version: try #require(SchemaVersion(7)))
            ])
        for text in ["", "=a@1", "name", "name=subject", "name=subject@", "name=@1", "name=subject@0", "name=subject@latest"] {
            #expect(throws: CommandFailure.self, "\(text)") { try SchemaReferences.parse([text]) }
        }
    }

    @Test func `names brokers`() {
        let cases: [(String, [String])] = [
            ("127.0.0.1:9092", ["127.0.0.1 9092"]), ("a:1, b:2", ["a 1", "b 2"]), ("PLAINTEXT://a:1", ["a 1"]), ("a", ["a 9092"]),
            ("[::1]:7", ["::1 7"]), ("::1", ["::1 9092"]), ("", []), (" , ", []),
        ]
        for (text, expected) in cases {
            #expect(BrokerReach.addresses(text).map { "\($0.host) \($0.port)" } == expected, "\(text)")
        }
    }

    @Test func `is named and corrected when it is no command`() {
        func failure(_ arguments: String...) -> String? {
            UnknownCommand.first(in: arguments, root: Herald.self)?.failure.rendered
        }
        #expect(failure("topci") == "error[USAGE]: there is no command 'topci' in herald\n  help: did you mean `herald topic`?")
        #expect(failure("schema", "regsiter", "x.avsc")?.contains("`herald schema register`") == true)
        #expect(
            failure("xylophones")
                == "error[USAGE]: there is no command 'xylophones' in herald\n"
                + "  help: `herald --help` lists the commands there are"
        )
        #expect(failure("topics", "list") == nil)
        #expect(failure("topic", "consume", "orders", "-x") == nil)
        #expect(failure("--bogus") == nil)
    }
}
