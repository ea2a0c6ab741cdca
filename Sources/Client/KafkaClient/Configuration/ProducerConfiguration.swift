/// How a producer sends. The defaults are safe: idempotent, acknowledged by all replicas, bounded memory.
///
/// ```swift
/// var configuration = ProducerConfiguration(bootstrapServers: "localhost:9092")
/// configuration.compression = .zstd
/// configuration.linger = .milliseconds(20)      // larger batches, 20 ms more latency
/// ```
public struct ProducerConfiguration: Sendable {
    /// Whose word makes a record delivered.
    public enum Acks: String, Sendable {
        /// Nobody's: offsets are unknown, losses too.
        case none = "0"
        /// The partition leader's.
        case leader = "1"
        /// All in-sync replicas'; on a Herald server: it is on disk.
        case all
    }

    public enum Compression: String, Sendable { case none, gzip, snappy, lz4, zstd }

    public var client: ClientConfiguration
    public var acks: Acks
    /// Retries neither duplicate nor reorder. Needs `acks: .all`.
    public var idempotent: Bool
    public var compression: Compression
    /// How long a batch waits for company.
    public var linger: Duration
    /// How long a record may take to be acknowledged, all retries included.
    public var deliveryTimeout: Duration
    /// Records accepted and not yet delivered; one more suspends its sender. At least 1.
    public var maxBufferedRecords: Int
    /// Bytes of those records (keys, values, headers); beyond it senders suspend. One record alone may exceed it.
    public var maxBufferedBytes: Int
    /// The largest record that is tried at all.
    public var maxMessageBytes: Int

    public init(_ client: ClientConfiguration) {
        self.client = client
        self.acks = .all
        self.idempotent = true
        self.compression = .lz4
        self.linger = .milliseconds(5)
        self.deliveryTimeout = .seconds(120)
        self.maxBufferedRecords = 100_000
        self.maxBufferedBytes = 64 << 20
        self.maxMessageBytes = 1_000_000
    }

    public init(bootstrapServers: String) { self.init(ClientConfiguration(bootstrapServers: bootstrapServers)) }

    /// The library's own limits lie above ours, so that its queue never refuses what our budget let in. Twice ours, because
    /// it counts a record until its whole delivery event is freed, which is after our budget got it back.
    var settings: [(name: String, value: String)] {
        client.settings + [
            ("acks", acks.rawValue),
            ("enable.idempotence", String(idempotent)),
            ("compression.codec", compression.rawValue),
            ("linger.ms", String(linger.wholeMilliseconds)),
            ("delivery.timeout.ms", String(deliveryTimeout.wholeMilliseconds)),
            ("queue.buffering.max.messages", String(Self.libraryLimit(maxBufferedRecords))),
            ("queue.buffering.max.kbytes", String(Self.libraryLimit(max(maxBufferedBytes, maxMessageBytes) >> 10))),
            ("message.max.bytes", String(maxMessageBytes)),
            ("partitioner", "murmur2_random"),
        ] + client.extraSettings
    }

    /// What a C `int` holds.
    private static func libraryLimit(_ ours: Int) -> Int32 { Int32(clamping: min(max(ours, 1), Int(Int32.max)) * 2 + 2) }
}

extension Duration {
    /// Rounded down, and what a C `int` holds.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        let milliseconds = seconds.multipliedReportingOverflow(by: 1000)
        guard !milliseconds.overflow else { return seconds < 0 ? 0 : Int32.max }
        return Int32(clamping: max(0, milliseconds.partialValue + attoseconds / 1_000_000_000_000_000))
    }
}
