import Bytes
import Foundation
import KafkaWire
import Testing

/// A frame of `Frames/`: bytes that another implementation wrote, and what each field of them holds.
struct GoldenFrame: Sendable, CustomTestStringConvertible {
    var api: APIKey
    var version: Int16
    var isRequest: Bool
    /// With the length prefix.
    var bytes: [UInt8]
    /// `path = value` of every field; comments in parentheses are layout.
    var fields: [String]

    var testDescription: String { "\(api.name) v\(version) \(isRequest ? "request" : "response")" }

    /// Without the length prefix: what a reader is given.
    var message: [UInt8] { Array(bytes.dropFirst(4)) }

    static let all: [GoldenFrame] = APIKey.allCases.flatMap { api in frames(of: api) }

    static func frames(of api: APIKey) -> [GoldenFrame] {
        api.versions.flatMap { version in
            [true, false].compactMap { try? load(api, version, isRequest: $0) }
        }
    }

    struct Unreadable: Error { var file: String }

    static func load(_ api: APIKey, _ version: Int16, isRequest: Bool) throws -> GoldenFrame {
        let key = api.rawValue < 10 ? "0\(api.rawValue)" : "\(api.rawValue)"
        let file = "\(key)_\(api.name).v\(version).\(isRequest ? "request" : "response").hex"
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Frames").appendingPathComponent(file)
        let text = try String(contentsOf: url, encoding: .utf8)
        guard let bytes = HexDump.parse(text) else { throw Unreadable(file: file) }
        let fields = text.split(separator: "\n").dropFirst().compactMap { line -> String? in
            guard let mark = line.range(of: "# ") else { return nil }
            return line[mark.upperBound...].hasPrefix("(") ? nil : String(line[mark.upperBound...])
        }
        return GoldenFrame(api: api, version: version, isRequest: isRequest, bytes: bytes, fields: fields)
    }
}
