internal import DurableState

/// What the entries of a data directory are called.
enum DirectoryNames {
    static let lock = ".lock"
    /// Written last when the directory is closed in order: all that it says can be believed. Kafka's name.
    static let cleanShutdown = ".kafka_cleanshutdown"
    /// Which start of the machine last saw everything whole.
    static let boot = "herald-boot"
    static let partitionMetadata = "partition.metadata"
    private static let deletedSuffix = "-delete"

    /// A partition's directory: its topic, a hyphen, its number. nil for other names.
    static func partition(_ name: String) -> LogPartition? {
        guard !isDeleted(name), let hyphen = name.lastIndex(of: "-"), hyphen > name.startIndex else { return nil }
        let digits = name[name.index(after: hyphen)...]
        guard let index = Int32(digits), String(index) == digits, index >= 0 else { return nil }
        return LogPartition(topic: String(name[..<hyphen]), index: index)
    }

    /// Where a partition's directory goes when it is deleted, until its files are gone.
    static func deleted(_ partition: LogPartition, tag: String) -> String {
        // A name has at most 255 bytes; topics have up to 249.
        "\(partition.topic.prefix(180))-\(partition.index).\(tag)\(deletedSuffix)"
    }

    static func isDeleted(_ name: String) -> Bool { name.hasSuffix(deletedSuffix) && name.contains(".") }
}

/// The marker of a clean shutdown: a line as Kafka writes it, then the partitions that could not be opened and so were not
/// closed in order either.
struct CleanShutdown {
    private static let manifestField = "\"manifest\":\""

    private var exceptions: Set<String>
    /// The manifest that was written with it (`DirectoryManifest.id`); nil if there was none.
    private(set) var manifest: String?

    init(except damaged: Set<LogPartition>, manifest: String?) {
        exceptions = Set(damaged.map(\.description))
        self.manifest = manifest
    }

    init(reading bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        exceptions = Set(lines.dropFirst().map(String.init))
        if let line = lines.first, let field = line.firstRange(of: Self.manifestField) {
            manifest = String(line[field.upperBound...].prefix { $0 != "\"" })
        }
    }

    func covers(_ partition: LogPartition) -> Bool { !exceptions.contains(partition.description) }

    func bytes() -> [UInt8] {
        let line = manifest.map { "{\"version\":0,\(Self.manifestField)\($0)\"}" } ?? "{\"version\":0}"
        return Array(([line] + exceptions.sorted()).joined(separator: "\n").utf8) + [0x0a]
    }
}

/// The `partition.metadata` file: which topic the directory belongs to, whatever its name. Kafka's format.
enum PartitionMetadata {
    static func bytes(topicID: String) -> [UInt8] { Array("version: 0\ntopic_id: \(topicID)\n".utf8) }

    /// nil for bytes that are not such a file's.
    static func topicID(_ bytes: [UInt8]) -> String? {
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 1)
            if fields.count == 2, fields[0] == "topic_id" { return String(fields[1].drop { $0 == " " }) }
        }
        return nil
    }
}
