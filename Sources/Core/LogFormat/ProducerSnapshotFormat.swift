package import Bytes

/// The `.snapshot` file of a segment: the producers as they were before its base offset.
///
/// | byte | size | field                                              |
/// |-----:|-----:|----------------------------------------------------|
/// |    0 |    2 | version                                            |
/// |    2 |    4 | CRC-32C of everything that follows                 |
/// |    6 |    4 | number of producers, then as many entries          |
///
/// Version 1 is Kafka's, read only: it knows one batch per producer. Its entry of 46 bytes: producerId 8, epoch 2,
/// lastSequence 4, lastOffset 8, offsetDelta 4, timestamp 8, coordinatorEpoch 4, transactionStart 8 (-1 none).
///
/// Version 20 000 is ours, far from any that Kafka may come to: producerId 8, epoch 2, lastSeen 8, coordinatorEpoch 4,
/// transactionStart 8 (-1 none), batchCount 1 (0-5), and per batch, oldest first: lastSequence 4, lastOffset 8,
/// offsetDelta 4, timestamp 8. Everything is big-endian.
package enum ProducerSnapshotFormat {
    package static let kafkaVersion: Int16 = 1
    package static let version: Int16 = 20_000
    private static let bodyPosition = 6
    /// An entry without batches.
    private static let smallestEntryByteCount = 31
    private static let kafkaEntryByteCount = 46

    /// The file's bytes, in our version and sorted by producer: the same producers always give the same file.
    package static func write(_ sequences: ProducerSequences) -> [UInt8] {
        var writer = ByteWriter(capacity: 16 + sequences.producers.count * 64)
        writer.writeInteger(version)
        writer.writeInteger(UInt32(0))
        writer.writeInteger(Int32(sequences.producers.count))
        for (id, producer) in sequences.producers.sorted(by: { $0.key < $1.key }) {
            writer.writeInteger(id)
            writer.writeInteger(producer.epoch)
            writer.writeInteger(producer.lastSeen)
            writer.writeInteger(producer.coordinatorEpoch)
            writer.writeInteger(producer.transactionStart ?? -1)
            writer.write(UInt8(producer.batches.count))
            for batch in producer.batches {
                writer.writeInteger(batch.lastSequence)
                writer.writeInteger(batch.lastOffset)
                writer.writeInteger(batch.offsetDelta)
                writer.writeInteger(batch.timestamp)
            }
        }
        let checksum = writer.withBytes { CRC32C.checksum(UnsafeRawBufferPointer(rebasing: $0[bodyPosition...])) }
        writer.patchInteger(checksum, at: 2)
        return writer.array()
    }

    /// Throws for a file that is damaged or of an unknown version: an older snapshot, or the whole log, is replayed then.
    package static func read(
        _ bytes: UnsafeRawBufferPointer, producerLimit: Int = ProducerSequences.defaultProducerLimit
    ) throws(MalformedBytes) -> ProducerSequences {
        var reader = ByteReader(bytes)
        let version: Int16 = try reader.readInteger()
        guard version == Self.version || version == kafkaVersion else {
            throw MalformedBytes(
                reading: "producer snapshot", position: 0, problem: "has version \(version), known are 1 and \(Self.version)")
        }
        let checksum: UInt32 = try reader.readInteger()
        let body = UnsafeRawBufferPointer(rebasing: bytes[reader.position...])
        guard CRC32C.checksum(body) == checksum else {
            throw MalformedBytes(reading: "producer snapshot", position: 2, problem: "does not have the CRC-32C it claims")
        }
        let count = Int(try reader.readInteger(Int32.self))
        let entryByteCount = version == kafkaVersion ? kafkaEntryByteCount : smallestEntryByteCount
        guard count >= 0, count <= reader.remaining / entryByteCount else {
            throw MalformedBytes(
                reading: "producer snapshot", position: bodyPosition,
                problem: "claims \(count) producers in \(reader.remaining) bytes")
        }
        var producers: [Int64: ProducerSequences.Producer] = [:]
        producers.reserveCapacity(count)
        for _ in 0..<count {
            let id: Int64 = try reader.readInteger()
            producers[id] = version == kafkaVersion ? try readKafkaEntry(&reader) : try readEntry(&reader)
        }
        guard reader.isAtEnd else {
            throw MalformedBytes(
                reading: "producer snapshot", position: reader.position,
                problem: "\(reader.remaining) bytes follow the last producer")
        }
        return ProducerSequences(producers: producers, producerLimit: producerLimit)
    }

    private static func readEntry(_ reader: inout ByteReader) throws(MalformedBytes) -> ProducerSequences.Producer {
        var producer = ProducerSequences.Producer(
            epoch: try reader.readInteger(), batches: [], lastSeen: try reader.readInteger(),
            coordinatorEpoch: try reader.readInteger(), transactionStart: try readTransactionStart(&reader))
        let position = reader.position
        let batchCount: UInt8 = try reader.readInteger()
        guard batchCount <= ProducerSequences.batchesPerProducer else {
            throw .tooLong(
                "producer snapshot batches", position: position, found: Int(batchCount),
                limit: ProducerSequences.batchesPerProducer)
        }
        for _ in 0..<batchCount {
            producer.batches.append(
                try checked(
                    ProducerSequences.Batch(
                        lastSequence: try reader.readInteger(), lastOffset: try reader.readInteger(),
                        offsetDelta: try reader.readInteger(), timestamp: try reader.readInteger()),
                    at: position))
        }
        return producer
    }

    private static func readKafkaEntry(_ reader: inout ByteReader) throws(MalformedBytes) -> ProducerSequences.Producer {
        let position = reader.position
        let epoch: Int16 = try reader.readInteger()
        let batch = ProducerSequences.Batch(
            lastSequence: try reader.readInteger(), lastOffset: try reader.readInteger(), offsetDelta: try reader.readInteger(),
            timestamp: try reader.readInteger())
        return ProducerSequences.Producer(
            // A producer known by markers alone has no last sequence.
            epoch: epoch, batches: batch.lastSequence < 0 ? [] : [try checked(batch, at: position)], lastSeen: batch.timestamp,
            coordinatorEpoch: try reader.readInteger(), transactionStart: try readTransactionStart(&reader))
    }

    private static func readTransactionStart(_ reader: inout ByteReader) throws(MalformedBytes) -> Int64? {
        let offset: Int64 = try reader.readInteger()
        return offset < 0 ? nil : offset
    }

    /// Arithmetic on a batch must not overflow, whoever wrote the file.
    private static func checked(
        _ batch: ProducerSequences.Batch, at position: Int
    ) throws(MalformedBytes) -> ProducerSequences.Batch {
        guard batch.lastSequence >= 0, batch.offsetDelta >= 0, batch.lastOffset >= Int64(batch.offsetDelta) else {
            throw MalformedBytes(
                reading: "producer snapshot", position: position,
                problem: "sequence \(batch.lastSequence), offset \(batch.lastOffset) and delta \(batch.offsetDelta) "
                    + "do not fit together")
        }
        return batch
    }
}
