/// The requests of the registry's figures, as bytes.
final class RegistryRequests: Sendable {
    private let round = LockedBox(0)

    /// Subjects and schemas of the next registrations are new ones.
    func nextRound() { round.update { $0 += 1 } }

    /// Registers a record schema of five fields that nobody has registered before.
    func register(_ number: Int, host: String) -> [UInt8] {
        let name = "Benchmark\(round.value)_\(number)"
        let schema =
            #"{\"type\":\"record\",\"name\":\"\#(name)\",\"fields\":["#
            + #"{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"name\",\"type\":\"string\"},"#
            + #"{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"default\":null},"#
            + #"{\"name\":\"total\",\"type\":\"double\"},{\"name\":\"tags\",\"type\":{\"type\":\"map\",\"values\":\"string\"}}]}"#
        let body = #"{"schema":"\#(schema)"}"#
        return Array(
            """
            POST /subjects/\(name)-value/versions HTTP/1.1\r
            Host: \(host)\r
            Content-Type: application/vnd.schemaregistry.v1+json\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """.utf8)
    }

    /// A version of a subject with 30 fields, the last of which is the version's own and optional.
    func register(_ version: Int, of subject: String, host: String) -> [UInt8] {
        Self.post("/subjects/\(subject)/versions", Self.wide(version), host: host)
    }

    func check(_ version: Int, against subject: String, host: String) -> [UInt8] {
        Self.post("/compatibility/subjects/\(subject)/versions", Self.wide(version), host: host)
    }

    func transitive(_ subject: String, host: String) -> [UInt8] {
        Self.post("/config/\(subject)", #"{"compatibility":"BACKWARD_TRANSITIVE"}"#, host: host, method: "PUT")
    }

    private static func wide(_ version: Int) -> String {
        let types = [#"\"long\""#, #"\"string\""#, #"[\"null\",\"string\"]"#, #"\"double\""#, #"{\"type\":\"array\",\"items\":\"int\"}"#]
        var fields = (0..<29).map { #"{\"name\":\"field\#($0)\",\"type\":\#(types[$0 % types.count])}"# }
        fields.append(#"{\"name\":\"added\#(version)\",\"type\":[\"null\",\"string\"],\"default\":null}"#)
        return #"{"schema":"{\"type\":\"record\",\"name\":\"Wide\",\"fields\":[\#(fields.joined(separator: ","))]}"}"#
    }

    private static func post(_ path: String, _ body: String, host: String, method: String = "POST") -> [UInt8] {
        Array(
            """
            \(method) \(path) HTTP/1.1\r
            Host: \(host)\r
            Content-Type: application/vnd.schemaregistry.v1+json\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """.utf8)
    }

    static func get(_ path: String, host: String) -> [UInt8] {
        Array("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nAccept: application/vnd.schemaregistry.v1+json\r\n\r\n".utf8)
    }
}
