internal import Digests
internal import JSONText
internal import RegistryModel

/// What makes two schemas one content and so one id: text, references, metadata and rules.
///
/// For a schema without metadata and rules this is the MD5 Confluent takes (text, then name, subject and version of each
/// reference), so that a registry moved in keeps its notion of "the same". With them it is a hash of our own, which only
/// keeps such schemas apart from plain ones.
package struct ContentHash: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    init(schema: String, references: [SchemaReference], metadata: JSONValue? = nil, ruleSet: JSONValue? = nil) {
        var bytes = Array(schema.utf8)
        for reference in references {
            bytes += reference.name.utf8
            bytes += reference.subject.name.utf8
            withUnsafeBytes(of: reference.version.rawValue.bigEndian) { bytes += $0 }
        }
        for extra in [metadata, ruleSet] {
            guard let extra else { continue }
            bytes.append(1)
            bytes += JSONPrinter.bytes(extra)
        }
        let digest = Digest.md5(bytes)
        high = digest[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = digest[8...].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
