import KafkaClient
import Testing

@testable import herald

@Suite struct `Reading backwards` {
    private static let a = TopicPartition("t", 0)
    private static let b = TopicPartition("t", 1)

    @Test func `covers every offset once, each window before the last, none past the budget`() {
        var windows = BackwardWindows([Self.a: 10..<50_000, Self.b: 0..<3])
        var reached: [TopicPartition: Int64] = [Self.a: 50_000, Self.b: 3]
        var budget: Int64 = 60_000
        while !windows.isAtStart {
            let next = windows.next(budget: budget)
            #expect(!next.isEmpty)
            for (partition, window) in next {
                #expect(window.upperBound == reached[partition])
                reached[partition] = window.lowerBound
                budget -= Int64(window.count)
            }
        }
        #expect(reached == [Self.a: 10, Self.b: 0])
        #expect(windows.next(budget: 5).isEmpty)
    }

    @Test func `stops at the budget and says where to go on`() {
        var windows = BackwardWindows([Self.a: 0..<100, Self.b: 0..<100])
        #expect(windows.next(budget: 11) == [Self.a: 95..<100, Self.b: 94..<100])
        #expect(windows.cursor.text == "0:95,1:94")
        #expect(windows.next(budget: 0).isEmpty)
        windows.giveBack([Self.a: 98])
        #expect(windows.cursor == PartitionOffsets(argument: "0:98,1:94"))
    }

    @Test func `goes on at a cursor as it was written`() {
        #expect(PartitionOffsets(argument: "3:7,0:9223372036854775807")?.text == "0:9223372036854775807,3:7")
        for text in ["", "0", "0:", ":1", "0:1,", "0:1,0:2", "-1:0", "0:-1", "a:1", "0:1:2"] {
            #expect(PartitionOffsets(argument: text) == nil, "\(text)")
        }
    }
}
