internal import Synchronization

/// Schemas parsed lately, so that a comparison with a subject's history does not parse it every time.
///
/// Start-up parses nothing; what is needed is parsed when a command first compares with it. A parsed schema is found by
/// what it was parsed from, so it cannot be stale, and sharing this object between copies of the state changes no answer.
/// When the texts behind it pass the bound all are dropped: simple, and the next comparisons parse again.
final class ParsedSchemaCache: Sendable {
    private struct Contents {
        var schemas: [SchemaSource.Key: ParsedSchema] = [:]
        var byteCount = 0
    }

    private let maxBytes: Int
    private let contents = Mutex(Contents())

    /// - Parameter maxBytes: Of schema text; parsed forms take several times that.
    init(maxBytes: Int = 2 << 20) { self.maxBytes = maxBytes }

    func find(_ key: SchemaSource.Key) -> ParsedSchema? { contents.withLock { $0.schemas[key] } }

    func keep(_ schema: ParsedSchema, of source: SchemaSource, as key: SchemaSource.Key) {
        let byteCount = source.dependencies.reduce(source.text.utf8.count) { $0 + $1.text.utf8.count }
        guard byteCount <= maxBytes / 2 else { return }
        contents.withLock { contents in
            if contents.byteCount + byteCount > maxBytes { contents = Contents() }
            if contents.schemas.updateValue(schema, forKey: key) == nil { contents.byteCount += byteCount }
        }
    }
}
