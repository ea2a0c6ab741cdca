import CRdKafka
import KafkaClient
import TestKit
import Testing

@Suite struct `A consumer` {
    @Test func `reads a partition from its beginning and says when it has caught up`() async throws {
        let cluster = try MockCluster(topics: ["t": 1])
        try await cluster.fill("t", count: 1200)
        let consumer = try cluster.consumer { $0.signalsEndOfPartition = true }
        try await consumer.assign([TopicPartition("t", 0): .earliest])
        var texts: [String] = []
        reading: for try await event in consumer.events {
            switch event {
            case .record(let record): texts.append(record.text)
            case .endOfPartition(let partition, let next):
                #expect(partition == TopicPartition("t", 0))
                #expect(next == 1200)
                break reading
            default: continue
            }
        }
        #expect(texts == (0..<1200).map(String.init))
        #expect(consumer.position(of: TopicPartition("t", 0)) == 1200)
        try await consumer.close()
    }

    @Test func `starts at an offset, at the last ones, or after a seek`() async throws {
        let cluster = try MockCluster(topics: ["t": 1])
        try await cluster.fill("t", count: 100)
        let partition = TopicPartition("t", 0)
        let consumer = try cluster.consumer()
        var records = consumer.records.makeAsyncIterator()
        try await consumer.assign([partition: .at(40)])
        #expect(try await records.next()?.offset == 40)
        #expect(try await records.next()?.offset == 41)
        try await consumer.seek(partition, to: .at(7))
        #expect(try await records.next()?.offset == 7)
        try await consumer.assign([partition: .last(3)])
        #expect(try await records.next()?.offset == 97)
        let ends = try await consumer.watermarks(of: partition)
        #expect(ends == Watermarks(low: 0, high: 100))
        #expect(try await consumer.lag() == [partition: 2])
        try await consumer.close()
    }

    @Test func `of a group reads all with the others, and each record goes to one of them`() async throws {
        let cluster = try MockCluster(topics: ["shared": 4])
        let seen = Seen()
        let assigned = Tally()
        let members = try (0..<2).map { _ in try cluster.consumer(group: "g") }
        let readers = members.map { member in
            Task {
                try await member.subscribe(to: ["shared"])
                for try await event in member.events {
                    switch event {
                    case .record(let record): seen.add(record)
                    case .assigned(let partitions) where !partitions.isEmpty: assigned.add()
                    default: continue
                    }
                }
            }
        }
        await assigned.wait(for: 2)
        try await eventually {
            members.reduce(0) { $0 + $1.assignment.count } == 4 && !members.contains { $0.assignment.isEmpty }
        }
        try await cluster.fill("shared", count: 400, partitions: 4)
        await seen.tally.wait(for: 400)
        for member in members { try await member.close() }
        for reader in readers { try await reader.value }
        #expect(seen.texts.count == 400)
        #expect(Set(seen.texts).count == 400)
    }

    @Test func `hands its partitions over without repeating what is done`() async throws {
        let cluster = try MockCluster(topics: ["moving": 2])
        try await cluster.fill("moving", count: 200, partitions: 2)
        // The mock coordinator keeps a member that has left until its session would have ended.
        let first = try cluster.consumer(group: "g") {
            $0.sessionTimeout = .seconds(6)
        }
        try await first.subscribe(to: ["moving"])
        var seen: [String] = []
        for try await record in first.records {
            seen.append(record.text)
            if seen.count == 60 { break }
        }
        // The one in hand is done as well.
        try await first.commit()
        try await first.close()

        let second = try cluster.consumer(group: "g")
        try await second.subscribe(to: ["moving"])
        for try await record in second.records {
            seen.append(record.text)
            if seen.count == 200 { break }
        }
        try await second.close()
        #expect(seen.count == Set(seen).count)
        #expect(Set(seen) == Set((0..<200).map(String.init)))
    }

    @Test func `commits by itself what its reader came back from`() async throws {
        let cluster = try MockCluster(topics: ["auto": 1])
        try await cluster.fill("auto", count: 10)
        let consumer = try cluster.consumer(group: "g")
        try await consumer.subscribe(to: ["auto"])
        var count = 0
        for try await _ in consumer.records {
            count += 1
            if count == 4 { break }
        }
        try await consumer.close()
        let reader = try cluster.consumer(group: "g")
        let partition = TopicPartition("auto", 0)
        // The fourth was still in hand.
        #expect(try await reader.committed([partition]) == [partition: 3])
        try await reader.close()
    }

    @Test func `commits a batch when told`() async throws {
        let cluster = try MockCluster(topics: ["batches": 1])
        try await cluster.fill("batches", count: 250)
        let consumer = try cluster.consumer(group: "g") { $0.commits = .manual }
        try await consumer.subscribe(to: ["batches"])
        let partition = TopicPartition("batches", 0)
        var sizes: [Int] = []
        for try await batch in consumer.batches(max: 100, within: .milliseconds(200)) {
            sizes.append(batch.records.count)
            try await batch.commit()
            if sizes.reduce(0, +) == 250 { break }
        }
        #expect(sizes.allSatisfy { $0 <= 100 })
        #expect(try await consumer.committed([partition]) == [partition: 250])
        try await consumer.close()
    }

    @Test func `reports a commit that failed`() async throws {
        let cluster = try MockCluster(topics: ["t": 1])
        try await cluster.fill("t", count: 1)
        let consumer = try cluster.consumer(group: "g") { $0.commits = .manual }
        try await consumer.subscribe(to: ["t"])
        var records = consumer.records.makeAsyncIterator()
        let record = try #require(try await records.next())
        cluster.fail(MockCluster.offsetCommit, with: [RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED])
        let failure = await #expect(throws: KafkaClientError.self) { try await consumer.commit(record) }
        #expect(failure?.code == .groupAuthorizationFailed)
        try await consumer.commit(record)
        try await consumer.close()
    }

    @Test func `ends its loop when the task is cancelled, and can be read again`() async throws {
        let cluster = try MockCluster(topics: ["quiet": 1])
        let consumer = try cluster.consumer()
        try await consumer.assign([TopicPartition("quiet", 0): .earliest])
        let reading = Task {
            var count = 0
            for try await _ in consumer.records { count += 1 }
            return count
        }
        reading.cancel()
        #expect(try await reading.value == 0)
        try await cluster.fill("quiet", count: 1)
        var records = consumer.records.makeAsyncIterator()
        #expect(try await records.next()?.text == "0")
        try await consumer.close()
        #expect(try await records.next() == nil)
    }

    @Test func `holds paused partitions back and loses nothing`() async throws {
        let cluster = try MockCluster(topics: ["p": 2])
        try await cluster.fill("p", count: 20, partitions: 2)
        let consumer = try cluster.consumer()
        let (even, odd) = (TopicPartition("p", 0), TopicPartition("p", 1))
        try await consumer.assign([even: .earliest, odd: .earliest])
        var records = consumer.records.makeAsyncIterator()
        var seen: [ConsumerRecord] = []
        seen.append(try #require(try await records.next()))
        try await consumer.pause([even])
        while seen.filter({ $0.partition == 1 }).count < 10 { seen.append(try #require(try await records.next())) }
        #expect(seen.filter { $0.partition == 0 }.count <= 1)
        try await consumer.resume([even])
        while seen.count < 20 { seen.append(try #require(try await records.next())) }
        for partition in [even, odd] {
            #expect(seen.filter { $0.topicPartition == partition }.map(\.offset) == Array(0..<10))
        }
        try await consumer.close()
    }

    @Test func `is read by one task at a time`() async throws {
        let cluster = try MockCluster(topics: ["one": 1])
        let consumer = try cluster.consumer()
        try await consumer.assign([TopicPartition("one", 0): .earliest])
        let failures = Tally()
        let ends = Tally()
        for _ in 0..<2 {
            Task {
                do { for try await _ in consumer.records {} } catch { failures.add() }
                ends.add()
            }
        }
        await failures.wait(for: 1)
        try await consumer.close()
        await ends.wait(for: 2)
        #expect(failures.count == 1)
    }

    @Test func `without a group neither subscribes nor commits`() async throws {
        let cluster = try MockCluster()
        let consumer = try cluster.consumer()
        let failure = await #expect(throws: KafkaClientError.self) { try await consumer.subscribe(to: ["x"]) }
        #expect(failure?.code == .wrongState)
        #expect(failure?.advice?.contains("assign") == true)
        await #expect(throws: KafkaClientError.self) { try await consumer.commit([TopicPartition("x", 0): 1]) }
        try await consumer.close()
    }
}
