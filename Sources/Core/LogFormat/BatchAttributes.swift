package import Compression

/// The attribute bits of a record batch.
///
/// | bits | meaning |
/// |-----:|---------|
/// |  0-2 | codec: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd, 5-7 nothing |
/// |    3 | timestamp type: 0 of creation, 1 of append |
/// |    4 | transactional |
/// |    5 | control batch |
/// |    6 | delete horizon present (KIP-534) |
/// | 7-15 | unused |
package struct BatchAttributes: Equatable, Sendable {
    package var rawValue: Int16

    package init(rawValue: Int16) { self.rawValue = rawValue }

    package init(
        codec: CompressionCodec = .none, timestampType: TimestampType = .create, isTransactional: Bool = false,
        isControl: Bool = false, hasDeleteHorizon: Bool = false
    ) {
        rawValue = Int16(codec.rawValue)
        self.timestampType = timestampType
        self.isTransactional = isTransactional
        self.isControl = isControl
        self.hasDeleteHorizon = hasDeleteHorizon
    }

    /// nil for the three values that mean nothing.
    package var codec: CompressionCodec? { CompressionCodec(rawValue: UInt8(rawValue & 7)) }

    package var timestampType: TimestampType {
        get { self[bit: 3] ? .logAppend : .create }
        set { self[bit: 3] = newValue == .logAppend }
    }

    package var isTransactional: Bool {
        get { self[bit: 4] }
        set { self[bit: 4] = newValue }
    }

    package var isControl: Bool {
        get { self[bit: 5] }
        set { self[bit: 5] = newValue }
    }

    package var hasDeleteHorizon: Bool {
        get { self[bit: 6] }
        set { self[bit: 6] = newValue }
    }

    package mutating func setCodec(_ codec: CompressionCodec) {
        rawValue = rawValue & ~7 | Int16(codec.rawValue)
    }

    private subscript(bit index: Int16) -> Bool {
        get { rawValue & (1 << index) != 0 }
        set { rawValue = newValue ? rawValue | (1 << index) : rawValue & ~(1 << index) }
    }
}

/// What the timestamps of a batch say.
package enum TimestampType: Sendable {
    /// When each record was made, by its producer.
    case create
    /// When the batch was appended, by the broker: its `maxTimestamp` counts for every record.
    case logAppend
}

/// Sequence numbers of idempotent producers: 0 to 2^31-1 and around again.
package enum ProducerSequence {
    /// `delta` must not be negative.
    package static func advance(_ sequence: Int32, by delta: Int32) -> Int32 {
        Int32(truncatingIfNeeded: (Int64(sequence) + Int64(delta)) & 0x7fff_ffff)
    }
}
