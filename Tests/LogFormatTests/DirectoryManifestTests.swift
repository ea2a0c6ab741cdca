import Bytes
import LogFormat
import Testing

@Suite struct `Directory manifest` {
    private var sample: DirectoryManifest {
        var epochs = LeaderEpochCheckpoint()
        epochs.begin(0, at: 0)
        epochs.begin(4, at: 70)
        let segments = [segment(0, 100), segment(50, 200), segment(90, 0)]
        return DirectoryManifest([
            .init(
                topic: "orders.größe", index: 3, topicID: "abc", logStart: 20, logEnd: 90, firstDirtyOffset: 50, epochs: epochs,
                epochsAreWritten: false, producers: ProducerSnapshotFormat.write(ProducerSequences()), segments: segments),
            .init(
                topic: "t", index: 0, topicID: "", logStart: 0, logEnd: 0, firstDirtyOffset: 0, epochs: epochs, epochsAreWritten: true,
                producers: nil,
                segments: [segment(0, 0)]),
        ])
    }

    private func segment(_ baseOffset: Int64, _ byteCount: Int64) -> DirectoryManifest.Segment {
        DirectoryManifest.Segment(
            baseOffset: baseOffset, byteCount: byteCount, largestTimestamp: byteCount == 0 ? -1 : 5000,
            firstTimestamp: byteCount == 0 ? -1 : 4000, modifiedAt: 6000, abortedCount: 0)
    }

    @Test func `is read as it was written`() throws {
        #expect(try DirectoryManifest(reading: sample.bytes()) == sample)
        #expect(try DirectoryManifest(reading: DirectoryManifest([]).bytes()).partitions.isEmpty)
    }

    @Test func `cut anywhere, or with any bit turned, is refused`() {
        let bytes = sample.bytes()
        for count in 0..<bytes.count {
            #expect(throws: MalformedBytes.self, "\(count) bytes") { try DirectoryManifest(reading: Array(bytes.prefix(count))) }
        }
        for bit in 0..<(bytes.count * 8) {
            var turned = bytes
            turned[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: MalformedBytes.self, "bit \(bit)") { try DirectoryManifest(reading: turned) }
        }
    }

    @Test func `whose checksum is right but whose numbers cannot be is refused`() {
        func refuses(_ change: (inout DirectoryManifest.Partition) -> Void) -> Bool {
            var manifest = sample
            change(&manifest.partitions[0])
            return (try? DirectoryManifest(reading: manifest.bytes())) == nil
        }
        #expect(refuses { $0.logStart = 91 })
        #expect(refuses { $0.logStart = -1 })
        #expect(refuses { $0.logEnd = 80 })
        #expect(refuses { $0.firstDirtyOffset = 91 })
        #expect(refuses { $0.segments = [] })
        #expect(refuses { $0.segments.reverse() })
        #expect(refuses { $0.segments[0].byteCount = -1 })
        #expect(refuses { $0.index = -1 })
        #expect(refuses { $0.epochs = LeaderEpochCheckpoint() })
    }

    @Test func `has an id of its bytes`() {
        var other = sample
        other.partitions[0].logStart = 21
        #expect(DirectoryManifest.id(of: sample.bytes()) == DirectoryManifest.id(of: sample.bytes()))
        #expect(DirectoryManifest.id(of: sample.bytes()) != DirectoryManifest.id(of: other.bytes()))
    }
}
