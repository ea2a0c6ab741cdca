import ArgumentParser

/// `--format` of topic export and import.
enum InterchangeFormat: String, ExpressibleByArgument, CaseIterable {
    /// An Avro container file, written and read by libavro.
    case avro
    /// A line of JSON a record.
    case jsonl
    /// Framed bytes with checksums.
    case raw

    /// What the name of a file says.
    init?(path: String) {
        switch path.split(separator: ".").last {
        case "avro": self = .avro
        case "jsonl", "ndjson": self = .jsonl
        case "raw": self = .raw
        default: return nil
        }
    }
}

/// `--codec` of container files: what libavro has and others read.
enum ContainerCodec: String, ExpressibleByArgument, CaseIterable {
    case null, deflate, snappy
}
