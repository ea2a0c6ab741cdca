import Bytes
import LogFormat
import TestKit
import Testing

@Suite struct `Producer snapshot` {
    static let sequences: ProducerSequences = {
        var sequences = ProducerSequences()
        for sequence in 0..<7 as Range<Int32> {
            sequences.apply(
                header(
                    offset: Int64(sequence) * 10, maxTimestamp: 100 + Int64(sequence), producerID: 7, epoch: 2, sequence: sequence
                ), at: 50)
        }
        let transactional = BatchAttributes(isTransactional: true)
        sequences.apply(
            header(offset: 80, count: 3, producerID: 3, epoch: 0, sequence: .max, attributes: transactional), at: 60)
        return sequences
    }()

    @Test func `everything known comes back, five batches of each`() throws {
        let read = try read(ProducerSnapshotFormat.write(Self.sequences))
        #expect(read == Self.sequences)
        #expect(read.producers[7]?.batches.map(\.baseOffset) == [20, 30, 40, 50, 60])
        #expect(read.producers[3]?.transactionStart == 80)
    }

    @Test func `the bytes are those of the format's page`() throws {
        var one = ProducerSequences()
        one.apply(header(offset: 5, count: 2, maxTimestamp: 9, producerID: 7, epoch: 2, sequence: 1), at: 8)
        let body =
            "00000001" + "0000000000000007" + "0002" + "0000000000000008" + "ffffffff" + "ffffffffffffffff" + "01"
            + "00000002" + "0000000000000006" + "00000001" + "0000000000000009"
        let bytes = ProducerSnapshotFormat.write(one)
        let checksum = CRC32C.checksum(try #require(HexDump.parse(body)))
        #expect(HexDump.compact(bytes) == "4e20" + HexDump.compact(withUnsafeBytes(of: checksum.bigEndian) { Array($0) }) + body)
    }

    @Test func `Kafka's version is read`() throws {
        let body = try #require(
            HexDump.parse(
                """
                00000002
                0000000000000007 0002 0000002a 0000000000000064 00000003 000000000000000f ffffffff ffffffffffffffff
                0000000000000008 0001 ffffffff ffffffffffffffff 00000000 0000000000000010 00000005 0000000000000032
                """))
        var writer = ByteWriter()
        writer.writeInteger(Int16(1))
        writer.writeInteger(CRC32C.checksum(body))
        writer.writeBytes(body)
        let sequences = try read(writer.array())
        let batch = ProducerSequences.Batch(lastSequence: 42, lastOffset: 100, offsetDelta: 3, timestamp: 15)
        #expect(sequences.producers[7] == ProducerSequences.Producer(epoch: 2, batches: [batch], lastSeen: 15))
        #expect(
            sequences.producers[8]
                == ProducerSequences.Producer(epoch: 1, batches: [], lastSeen: 16, coordinatorEpoch: 5, transactionStart: 50))
        #expect(try sequences.check(header(count: 4, producerID: 7, epoch: 2, sequence: 39)) == .duplicate(batch))
    }

    @Test func `nobody is a snapshot too`() throws {
        #expect(try read(ProducerSnapshotFormat.write(ProducerSequences())) == ProducerSequences())
    }

    @Test func `every truncation, every flipped bit and every addition is refused`() throws {
        let bytes = ProducerSnapshotFormat.write(Self.sequences)
        for count in 0..<bytes.count {
            #expect(throws: MalformedBytes.self) { try read(Array(bytes[..<count])) }
        }
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 4
            #expect(throws: MalformedBytes.self) { try read(damaged) }
        }
        #expect(throws: MalformedBytes.self) { try read(bytes + [0]) }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>) func `damage under a right checksum does not trap`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bytes = ProducerSnapshotFormat.write(Self.sequences)
        for _ in 0..<300 {
            var damaged = bytes
            damaged[Int.random(in: 6..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            var writer = ByteWriter()
            writer.writeBytes(damaged)
            writer.patchInteger(CRC32C.checksum(Array(damaged[6...])), at: 2)
            guard let sequences = try? read(writer.array()) else { continue }
            for producer in sequences.producers.values {
                #expect(
                    producer.batches.count <= 5 && producer.batches.allSatisfy { $0.baseOffset >= 0 && $0.firstSequence >= 0 })
            }
        }
    }

    private func read(_ bytes: [UInt8]) throws(MalformedBytes) -> ProducerSequences {
        try bytes.withByteReader { reader throws(MalformedBytes) in try ProducerSnapshotFormat.read(reader.bytes) }
    }
}
