/// How the records of a batch are packed: the low three bits of a batch's attributes, one block per batch.
///
/// Raw values are those of the Kafka log (record batch v2, attributes bits 0-2).
package enum CompressionCodec: UInt8, CaseIterable, Sendable {
    case none = 0
    /// RFC 1952.
    case gzip = 1
    /// Raw snappy blocks, in xerial's framing when written by us.
    case snappy = 2
    /// The LZ4 frame format.
    case lz4 = 3
    /// RFC 8878.
    case zstd = 4

    /// The name it has in topic options and messages.
    package var name: String {
        switch self {
        case .none: "none"
        case .gzip: "gzip"
        case .snappy: "snappy"
        case .lz4: "lz4"
        case .zstd: "zstd"
        }
    }

    /// The codec of that name (`compression.type`), if there is one.
    package init?(name: String) {
        guard let codec = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = codec
    }
}
