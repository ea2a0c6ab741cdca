import Broker
import DurableState
import KafkaWire
import Storage
import Testing
import TestKit
import TopicModel

@Suite struct `When the disk fails` {
    @Test func `writers are told of a failed sync, and readers go on`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("kept")
        broker.storage.disk.failSync()
        #expect(try await broker.produce("lost").errorCode == .kafkaStorageError)
        #expect(try await broker.produce("refused").errorCode == .kafkaStorageError)
        #expect(try broker.fetch(.init()).values == [["kept"]])
        let created = try await broker.ask(
            CreateTopicsRequest(topics: [.init(name: "new", numPartitions: 1, replicationFactor: 1)]), version: 7)
        #expect(created.topics.map(\.errorCode) == [.kafkaStorageError])
        #expect(broker.node.topics.topic(named: "new") == nil)
        let asked = try await broker.ask(MetadataRequest(topics: [.init(name: "auto")]), version: 12)
        #expect(asked.topics.map(\.errorCode) == [.kafkaStorageError])
    }

    @Test func `a full disk refuses, keeps what it has, and takes more when there is room`() async throws {
        let broker = try await TestBroker()
        try await broker.produce("kept")
        broker.storage.disk.limitSpace(to: 10)
        #expect(try await broker.produce("refused").errorCode == .kafkaStorageError)
        #expect(try broker.fetch(.init()).values == [["kept"]])
        broker.storage.disk.limitSpace(to: nil)
        #expect(try await broker.produce("taken").baseOffset == 1)
        #expect(try broker.fetch(.init()).values == [["kept", "taken"]])
    }

    @Test func `a topic that the disk has no room for is taken back, and its name is free`() async throws {
        let broker = try await TestBroker()
        let request = CreateTopicsRequest(topics: [.init(name: "new", numPartitions: 40, replicationFactor: 1)])
        // Enough for the catalog's record and a few partitions.
        broker.storage.disk.limitSpace(to: 1000)
        #expect(try await broker.ask(request, version: 7).topics.map(\.errorCode) == [.kafkaStorageError])
        #expect(broker.node.topics.topic(named: "new") == nil)
        #expect(broker.directory.logs.allSatisfy { $0.partition.topic != "new" })
        broker.storage.disk.limitSpace(to: nil)
        #expect(try await broker.ask(request, version: 7).topics.map(\.errorCode) == [.none])
        #expect(try broker.topic("new").logs.allSatisfy { $0 != nil })
    }

    @Test func `what is cleared away after a failed topic is not the next one of that name`() async throws {
        let broker = try await TestBroker()
        func create(_ count: Int32) -> PendingAnswer<CreateTopicsResponse> {
            broker.send(CreateTopicsRequest(topics: [.init(name: "new", numPartitions: count, replicationFactor: 1)]), version: 7)
        }
        broker.storage.disk.limitSpace(to: 1500)
        // All three are decided before the first of them reaches the disk.
        let tooLarge = create(40)
        let deleted = broker.send(DeleteTopicsRequest(topicNames: ["new"]), version: 5)
        let small = create(1)
        await broker.settle()
        #expect(try tooLarge.response?.topics.map(\.errorCode) == [.kafkaStorageError])
        #expect(try deleted.response?.responses.map(\.errorCode) == [.none])
        #expect(try small.response?.topics.map(\.errorCode) == [.none])
        #expect(try await broker.produce("a", to: "new").errorCode == .none)
        #expect(broker.directory.logs.filter { $0.partition.topic == "new" }.count == 1)
    }

    @Test func `partitions that the disk has no room for are missing until there is, and the others are served`() async throws {
        let broker = try await TestBroker()
        broker.storage.disk.limitSpace(to: 400)
        let grown = CreatePartitionsRequest(topics: [.init(name: "t", count: 40)])
        #expect(try await broker.ask(grown, version: 3).results.map(\.errorCode) == [.kafkaStorageError])
        broker.storage.disk.limitSpace(to: nil)
        #expect(try broker.topic().logs.count == 40 && broker.topic().log(39) == nil)
        #expect(try await broker.produce("a").errorCode == .none)
        #expect(try await broker.produce("a", to: "t", 39).errorCode == .kafkaStorageError)
        let metadata = try await broker.ask(MetadataRequest(topics: [.init(name: "t")]), version: 12).topics.first?.partitions
        #expect(metadata?.last?.errorCode == .kafkaStorageError && metadata?.first?.errorCode == ErrorCode.none)
        try broker.restart()
        #expect(try await broker.produce("a", to: "t", 39).errorCode == .none)
    }
}

@Suite struct `A restart` {
    @Test func `keeps topics, options, records and producers`() async throws {
        for isClean in [true, false] {
            let broker = try await TestBroker(.init(name: "set", partitions: 2, options: ["retention.ms": "-1"]))
            let before = broker.node.topics.all.map(\.description)
            let cluster = broker.node.configuration.clusterID
            try await broker.produce("a", "b", producer: .init(id: 7, sequence: 0))
            try await broker.produce("c", to: "set", 1)
            if isClean { try broker.restart() } else { try broker.crash() }
            #expect(broker.node.topics.all.map(\.description) == before && broker.node.configuration.clusterID == cluster)
            #expect(try broker.fetch(.init(), .init(topic: "set", partition: 1)).values == [["a", "b"], ["c"]])
            #expect(try broker.partitionLog("set", 1).config.retentionAge == nil)
            #expect(try await broker.produce("a", "b", producer: .init(id: 7, sequence: 0)).baseOffset == 0)
            #expect(try await broker.produce("d").baseOffset == 2)
        }
    }

    @Test func `never gives a producer id twice`() async throws {
        let broker = try await TestBroker()
        var given: [Int64] = []
        func take(_ count: Int) async throws {
            let pending = (0..<count).map { _ in broker.send(InitProducerIdRequest(transactionalId: nil), version: 4) }
            await broker.settle()
            for answer in pending {
                let response = try #require(try answer.response)
                #expect(response.errorCode == .none && response.producerEpoch == 0)
                given.append(response.producerId)
            }
        }
        try await take(3)
        try broker.restart()
        try await take(1500)
        try broker.crash()
        try await take(2)
        #expect(Set(given).count == given.count && given.allSatisfy { $0 >= 0 })
    }

    @Test func `no producer id is given to a transactional id without a name, or when no block of them can be kept`() async throws {
        let broker = try await TestBroker()
        #expect(try await broker.ask(InitProducerIdRequest(transactionalId: ""), version: 4).errorCode == .invalidRequest)
        broker.storage.disk.failSync()
        #expect(try await broker.ask(InitProducerIdRequest(transactionalId: nil), version: 4).errorCode == .kafkaStorageError)
    }
}
