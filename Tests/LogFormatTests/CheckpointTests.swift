import Bytes
import LogFormat
import Testing

@Suite struct `Offset checkpoint` {
    @Test func `the text is Kafka's, sorted, and comes back`() throws {
        let checkpoint = OffsetCheckpoint([
            .init(topic: "orders", index: 10): 5, .init(topic: "orders", index: 2): 0, .init(topic: "_schemas", index: 0): .max,
        ])
        let checksum = CRC32C.checksum(Array("_schemas 0 9223372036854775807\norders 2 0\norders 10 5".utf8))
        #expect(
            String(decoding: checkpoint.bytes(), as: UTF8.self)
                == "0\n4\n_schemas 0 9223372036854775807\norders 2 0\norders 10 5\n#crc32c 0 \(checksum)\n")
        #expect(try OffsetCheckpoint(reading: checkpoint.bytes()) == checkpoint)
        #expect(try OffsetCheckpoint(reading: OffsetCheckpoint().bytes()) == OffsetCheckpoint())
    }

    @Test func `Kafka's own, without a checksum, is read`() throws {
        #expect(try OffsetCheckpoint(reading: Array("0\n1\norders 2 7\n".utf8)) == OffsetCheckpoint([.init(topic: "orders", index: 2): 7]))
    }

    @Test func `any digit that is another is refused`() throws {
        let bytes = OffsetCheckpoint([.init(topic: "orders", index: 10): 512, .init(topic: "a", index: 2): 0]).bytes()
        for index in bytes.indices where (0x30...0x39).contains(bytes[index]) {
            var turned = bytes
            turned[index] ^= 1
            #expect(throws: MalformedBytes.self, "byte \(index)") { try OffsetCheckpoint(reading: turned) }
        }
    }

    @Test(arguments: [
        "", "0", "0\n", "1\n0\n", "0\n1\n", "0\n-1\n", "0\nx\n", "0\n0\na 0 1\n", "0\n2\na 0 1\n", "0\n1\na 0\n",
        "0\n1\na 0 1 2\n",
        "0\n1\na -1 1\n", "0\n1\na 0 -1\n", "0\n1\n 0 1\n", "0\n1\na 0 9223372036854775808\n", "0\n1\na  0 1\n",
        "0\n99999999999\na 0 1\n",
    ]) func `anything else is refused`(text: String) {
        #expect(throws: MalformedBytes.self) { try OffsetCheckpoint(reading: Array(text.utf8)) }
    }
}

@Suite struct `Leader epoch checkpoint` {
    static let checkpoint: LeaderEpochCheckpoint = {
        var checkpoint = LeaderEpochCheckpoint()
        checkpoint.begin(0, at: 0)
        checkpoint.begin(1, at: 50)
        checkpoint.begin(4, at: 80)
        return checkpoint
    }()

    @Test func `the text is Kafka's, and comes back`() throws {
        #expect(String(decoding: Self.checkpoint.bytes(), as: UTF8.self) == "0\n3\n0 0\n1 50\n4 80\n")
        #expect(try LeaderEpochCheckpoint(reading: Self.checkpoint.bytes()) == Self.checkpoint)
    }

    @Test(arguments: ["", "0\n1\n0\n", "0\n1\n-1 0\n", "0\n2\n1 5\n1 6\n", "0\n2\n1 5\n2 4\n", "0\n1\n0 -1\n"])
    func `anything that does not rise is refused`(text: String) {
        #expect(throws: MalformedBytes.self) { try LeaderEpochCheckpoint(reading: Array(text.utf8)) }
    }

    @Test func `an epoch ends where the next begins`() {
        func end(_ epoch: Int32) -> [Int64]? {
            Self.checkpoint.end(of: epoch, logEndOffset: 100).map { [Int64($0.epoch), $0.endOffset] }
        }
        #expect(end(-1) == nil)
        #expect(end(0) == [0, 50])
        #expect(end(1) == [1, 80])
        #expect(end(3) == [1, 80])
        #expect(end(4) == [4, 100])
        #expect(end(9) == [4, 100])
        #expect([0, 49, 50, 79, 80, 200].map { Self.checkpoint.epoch(at: $0) } == [0, 0, 1, 1, 4, 4])
        #expect(LeaderEpochCheckpoint().epoch(at: 0) == -1)
    }

    @Test func `an epoch without records leaves no trace`() {
        var checkpoint = Self.checkpoint
        checkpoint.begin(5, at: 80)
        #expect(checkpoint.entries.map(\.epoch) == [0, 1, 5])
        checkpoint.begin(5, at: 90)
        checkpoint.begin(3, at: 95)
        #expect(checkpoint.entries.map(\.epoch) == [0, 1, 5] && checkpoint.latestEpoch == 5)
    }

    @Test func `truncation at both ends keeps what is left explained`() {
        var checkpoint = Self.checkpoint
        checkpoint.truncate(toEnd: 80)
        #expect(checkpoint.entries.map(\.epoch) == [0, 1])
        checkpoint.truncate(toStart: 60)
        #expect(checkpoint.entries == [LeaderEpochCheckpoint.Entry(epoch: 1, startOffset: 60)])
    }
}
