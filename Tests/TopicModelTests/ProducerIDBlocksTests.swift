import DurableState
import Testing
import TopicModel

@Suite struct `Producer id blocks` {
    @Test func `follow one another and are never given twice, whatever is replayed`() throws {
        var blocks = ProducerIDBlocks()
        let first = try blocks.decide(.take)
        first.records.forEach { blocks.apply($0) }
        let second = try blocks.decide(.take)
        second.records.forEach { blocks.apply($0) }
        #expect(first.reply == 0..<1000)
        #expect(second.reply == 1000..<2000)

        var replayed = ProducerIDBlocks()
        (first.records + second.records + first.records).forEach { replayed.apply($0) }
        #expect(try replayed.decide(.take).reply == 2000..<3000)
    }

    @Test func `survive their bytes, and records of other kinds are passed over`() throws {
        let (partition, record) = ProducerIDRecord(next: 0x0102_0304_0506_0708).encoded()
        #expect(record.key == [0, 1])
        #expect(record.value == [0, 0, 1, 2, 3, 4, 5, 6, 7, 8])
        let stored = StoredRecord(partition: partition, offset: 0, timestamp: 0, key: record.key, value: record.value)
        #expect(try ProducerIDRecord.decode(stored) == ProducerIDRecord(next: 0x0102_0304_0506_0708))
        #expect(try TopicRecord.decode(stored) == nil)
        var other = stored
        other.key = [0, 0, 0, 1, 0x61]
        #expect(try ProducerIDRecord.decode(other) == nil)
        var cut = stored
        cut.value = [0, 0, 1]
        #expect(throws: UnreadableRecord.self) { try ProducerIDRecord.decode(cut) }
    }
}
