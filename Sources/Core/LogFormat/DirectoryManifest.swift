package import Bytes

/// What a data directory held when it was closed in order, so that the next start need not look into its files.
///
/// | byte | size | field                                              |
/// |-----:|-----:|----------------------------------------------------|
/// |    0 |    4 | `HMAN`                                             |
/// |    4 |    2 | version, 1                                         |
/// |    6 |    4 | CRC-32C of everything that follows                 |
/// |   10 |    4 | number of partitions, then as many entries         |
///
/// An entry: topic (2 length, UTF-8), partition 4, topic id (2 length, UTF-8), logStart 8, logEnd 8, firstDirtyOffset 8,
/// whether the leader epochs are in their file as well 1, number of epochs 4, each: epoch 4, startOffset 8; producers (4
/// length, -1: in the snapshot file at logEnd; a producer snapshot), number of segments 4, each: baseOffset 8, byteCount 8,
/// largestTimestamp 8, firstTimestamp 8 (both -1: none), modifiedAt 8, number of aborted transactions in its index 4.
/// Everything is big-endian. Segments rise; the last is the active one. docs/formats/data-directory.md
package struct DirectoryManifest: Equatable, Sendable {
    package static let fileName = "herald-manifest"
    private static let magic: UInt32 = 0x484d_414e
    private static let version: Int16 = 1
    private static let checksumPosition = 6
    private static let bodyPosition = 10
    /// Entries and segments without anything of variable length.
    private static let smallestEntryByteCount = 49
    private static let segmentByteCount = 44

    package struct Segment: Equatable, Sendable {
        package var baseOffset: Int64
        package var byteCount: Int64
        /// Milliseconds; -1: no record has a timestamp.
        package var largestTimestamp: Int64
        /// Of the first batch, milliseconds; -1: none.
        package var firstTimestamp: Int64
        package var modifiedAt: Int64
        package var abortedCount: Int32

        package init(
            baseOffset: Int64, byteCount: Int64, largestTimestamp: Int64, firstTimestamp: Int64, modifiedAt: Int64,
            abortedCount: Int32
        ) {
            self.baseOffset = baseOffset
            self.byteCount = byteCount
            self.largestTimestamp = largestTimestamp
            self.firstTimestamp = firstTimestamp
            self.modifiedAt = modifiedAt
            self.abortedCount = abortedCount
        }
    }

    package struct Partition: Equatable, Sendable {
        package var topic: String
        package var index: Int32
        package var topicID: String
        package var logStart: Int64
        package var logEnd: Int64
        package var firstDirtyOffset: Int64
        package var epochs: LeaderEpochCheckpoint
        /// A new epoch is written to its file with the first append in it.
        package var epochsAreWritten: Bool
        /// As a snapshot file has them; nil: they are in that of `logEnd`.
        package var producers: [UInt8]?
        package var segments: [Segment]

        package init(
            topic: String, index: Int32, topicID: String, logStart: Int64, logEnd: Int64, firstDirtyOffset: Int64,
            epochs: LeaderEpochCheckpoint, epochsAreWritten: Bool, producers: [UInt8]?, segments: [Segment]
        ) {
            self.topic = topic
            self.index = index
            self.topicID = topicID
            self.logStart = logStart
            self.logEnd = logEnd
            self.firstDirtyOffset = firstDirtyOffset
            self.epochs = epochs
            self.epochsAreWritten = epochsAreWritten
            self.producers = producers
            self.segments = segments
        }
    }

    package var partitions: [Partition]

    package init(_ partitions: [Partition]) { self.partitions = partitions }

    /// What the marker of a clean shutdown calls these bytes by: a manifest of another shutdown is not believed.
    package static func id(of bytes: [UInt8]) -> String { "\(String(CRC32C.checksum(bytes), radix: 16))-\(bytes.count)" }

    // MARK: Writing

    package func bytes() -> [UInt8] {
        var writer = ByteWriter(capacity: 64 + partitions.count * 256)
        writer.writeInteger(Self.magic)
        writer.writeInteger(Self.version)
        writer.writeInteger(UInt32(0))
        writer.writeInteger(Int32(partitions.count))
        for partition in partitions { Self.write(partition, to: &writer) }
        let checksum = writer.withBytes { CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[Self.bodyPosition...])) }
        writer.patchInteger(checksum, at: Self.checksumPosition)
        return writer.array()
    }

    private static func write(_ partition: Partition, to writer: inout ByteWriter) {
        write(partition.topic, to: &writer)
        writer.writeInteger(partition.index)
        write(partition.topicID, to: &writer)
        writer.writeInteger(partition.logStart)
        writer.writeInteger(partition.logEnd)
        writer.writeInteger(partition.firstDirtyOffset)
        writer.write(partition.epochsAreWritten ? 1 : 0)
        writer.writeInteger(Int32(partition.epochs.entries.count))
        for entry in partition.epochs.entries {
            writer.writeInteger(entry.epoch)
            writer.writeInteger(entry.startOffset)
        }
        writer.writeInteger(Int32(partition.producers?.count ?? -1))
        if let producers = partition.producers { writer.writeBytes(producers) }
        writer.writeInteger(Int32(partition.segments.count))
        for segment in partition.segments {
            for number in [
                segment.baseOffset, segment.byteCount, segment.largestTimestamp, segment.firstTimestamp, segment.modifiedAt,
            ] { writer.writeInteger(number) }
            writer.writeInteger(segment.abortedCount)
        }
    }

    private static func write(_ text: String, to writer: inout ByteWriter) {
        writer.writeInteger(Int16(text.utf8.count))
        writer.writeUTF8(text)
    }

    // MARK: Reading

    /// Throws for a file that is damaged or of an unknown version: the files of the partitions are looked at then.
    package init(reading bytes: [UInt8]) throws(MalformedBytes) {
        partitions = try bytes.withByteReader { reader throws(MalformedBytes) in
            guard try reader.readInteger(UInt32.self) == Self.magic else { throw Self.problem(at: 0, "does not begin with HMAN") }
            let version: Int16 = try reader.readInteger()
            guard version == Self.version else { throw Self.problem(at: 4, "has version \(version), known is \(Self.version)") }
            let checksum: UInt32 = try reader.readInteger()
            guard CRC32C.checksum(UnsafeRawBufferPointer(rebasing: reader.bytes[reader.position...])) == checksum else {
                throw Self.problem(at: Self.checksumPosition, "does not have the CRC-32C it claims")
            }
            let count = try Self.count(&reader, each: Self.smallestEntryByteCount, of: "partitions")
            var partitions: [Partition] = []
            partitions.reserveCapacity(count)
            for _ in 0..<count { partitions.append(try Self.readPartition(&reader)) }
            guard reader.isAtEnd else {
                throw Self.problem(at: reader.position, "\(reader.remaining) bytes follow the last partition")
            }
            return partitions
        }
    }

    private static func readPartition(_ reader: inout ByteReader) throws(MalformedBytes) -> Partition {
        let start = reader.position
        var partition = Partition(
            topic: try readText(&reader), index: try reader.readInteger(), topicID: try readText(&reader),
            logStart: try reader.readInteger(), logEnd: try reader.readInteger(), firstDirtyOffset: try reader.readInteger(),
            epochs: LeaderEpochCheckpoint(), epochsAreWritten: try reader.readInteger(UInt8.self) != 0, producers: nil, segments: [])
        for _ in 0..<(try count(&reader, each: 12, of: "epochs")) {
            partition.epochs.begin(try reader.readInteger(), at: try reader.readInteger())
        }
        let producersByteCount: Int32 = try reader.readInteger()
        if producersByteCount >= 0 { partition.producers = try reader.readBytes(Int(producersByteCount), reading: "producers") }
        for _ in 0..<(try count(&reader, each: segmentByteCount, of: "segments")) {
            partition.segments.append(
                Segment(
                    baseOffset: try reader.readInteger(), byteCount: try reader.readInteger(),
                    largestTimestamp: try reader.readInteger(), firstTimestamp: try reader.readInteger(),
                    modifiedAt: try reader.readInteger(), abortedCount: try reader.readInteger()))
        }
        guard partition.isSane else {
            throw problem(at: start, "the entry of \(partition.topic)-\(partition.index) contradicts itself")
        }
        return partition
    }

    private static func readText(_ reader: inout ByteReader) throws(MalformedBytes) -> String {
        let position = reader.position
        let count: Int16 = try reader.readInteger()
        guard count >= 0 else { throw problem(at: position, "a text has \(count) bytes") }
        return try reader.readString(Int(count), reading: "manifest text")
    }

    private static func count(_ reader: inout ByteReader, each size: Int, of what: String) throws(MalformedBytes) -> Int {
        let position = reader.position
        let count: Int32 = try reader.readInteger()
        guard count >= 0, Int(count) <= reader.remaining / size else {
            throw problem(at: position, "claims \(count) \(what) in \(reader.remaining) bytes")
        }
        return Int(count)
    }

    private static func problem(at position: Int, _ problem: String) -> MalformedBytes {
        MalformedBytes(reading: "manifest", position: position, problem: problem)
    }
}

extension DirectoryManifest.Partition {
    /// What holds of every log: whoever wrote the bytes.
    fileprivate var isSane: Bool {
        guard let first = segments.first, let last = segments.last, index >= 0 else { return false }
        return first.baseOffset >= 0 && first.baseOffset <= logStart && logStart <= logEnd && last.baseOffset <= logEnd
            && (0...logEnd).contains(firstDirtyOffset) && epochs.latestEpoch >= 0
            && zip(segments, segments.dropFirst()).allSatisfy { $0.baseOffset < $1.baseOffset }
            && segments.allSatisfy { $0.byteCount >= 0 && $0.abortedCount >= 0 && $0.largestTimestamp >= -1 }
    }
}
