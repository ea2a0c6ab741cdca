import Broker
import KafkaWire
import Storage
import Testing
import TestKit
import TopicModel

@Suite struct `Directories of logs` {
    private func describe(
        _ broker: TestBroker, _ topics: [DescribeLogDirsRequest.DescribableLogDirTopic]? = nil, version: Int16 = 4
    ) async throws -> DescribeLogDirsResponse.DescribeLogDirsResult {
        let response = try await broker.ask(DescribeLogDirsRequest(topics: topics), version: version)
        try #require(response.errorCode == .none && response.results.count == 1)
        return response.results[0]
    }

    @Test(arguments: [1, 2, 3, 4] as [Int16])
    func `are told with the bytes of every partition, and from version 4 on with the disk's`(version: Int16) async throws {
        let broker = try await TestBroker()
        try await broker.produce("a")
        let directory = try await describe(broker, version: version)
        #expect(directory.logDir == broker.directory.options.path && directory.errorCode == .none)
        #expect(directory.topics.map(\.name) == broker.node.topics.all.map(\.name))
        let sizes = directory.topics.first { $0.name == "t" }?.partitions.map(\.partitionSize)
        #expect(sizes == [Int64(try TestBroker.batch(["a"]).count)])
        #expect(directory.topics.first { $0.name == "three" }?.partitions.map(\.partitionIndex) == [0, 1, 2])
        #expect(version < 4 ? directory.totalBytes == -1 : directory.totalBytes >= directory.usableBytes && directory.usableBytes > 0)
    }

    @Test func `tell of what was asked for and is there, once`() async throws {
        let broker = try await TestBroker()
        let asked: [DescribeLogDirsRequest.DescribableLogDirTopic] = [
            .init(topic: "three", partitions: [2, 7]), .init(topic: "nowhere", partitions: [0]),
            .init(topic: "three", partitions: [0, 2, -1]),
        ]
        let directory = try await describe(broker, asked)
        #expect(directory.topics.map(\.name) == ["three"])
        #expect(directory.topics.first?.partitions.map(\.partitionIndex) == [2, 0])
        #expect(try await describe(broker, []).topics.isEmpty)
    }

    @Test func `that can no longer be written say so`() async throws {
        let broker = try await TestBroker()
        broker.storage.disk.failSync()
        _ = broker.send(TestBroker.request(try TestBroker.batch(["a"])), version: 9)
        await broker.settle()
        try #require(broker.directory.failure != nil)
        #expect(try await describe(broker).errorCode == .kafkaStorageError)
    }
}

@Suite struct `One node` {
    @Test func `moves partitions to the directory they are in, and to no other`() async throws {
        let broker = try await TestBroker()
        let here = broker.directory.options.path
        let request = AlterReplicaLogDirsRequest(dirs: [
            .init(path: here, topics: [.init(name: "three", partitions: [0, 5, 0]), .init(name: "nowhere", partitions: [0])]),
            .init(path: "/elsewhere", topics: [.init(name: "three", partitions: [1, 0])]),
        ])
        for version in APIKey.alterReplicaLogDirs.versions {
            let results = try await broker.ask(request, version: version).results
            #expect(results.map(\.topicName) == ["three", "nowhere"])
            #expect(results[0].partitions.map(\.partitionIndex) == [0, 5, 1])
            #expect(results[0].partitions.map(\.errorCode) == [.none, .unknownTopicOrPartition, .logDirNotFound])
            #expect(results[1].partitions.map(\.errorCode) == [.unknownTopicOrPartition])
        }
    }

    @Test func `agrees with itself on the metadata`() async throws {
        let broker = try await TestBroker()
        let request = DescribeQuorumRequest(topics: [
            .init(topicName: "__cluster_metadata", partitions: [.init(partitionIndex: 0), .init(partitionIndex: 1)]),
            .init(topicName: "t", partitions: [.init(partitionIndex: 0)]),
        ])
        for version in APIKey.describeQuorum.versions {
            let response = try await broker.ask(request, version: version)
            #expect(response.errorCode == .none && response.topics.count == 2)
            let partition = try #require(response.topics.first?.partitions.first)
            #expect(partition.errorCode == .none && partition.leaderId == 1 && partition.highWatermark > 0)
            #expect(partition.currentVoters.map(\.replicaId) == [1] && partition.observers.isEmpty)
            #expect(partition.currentVoters.map(\.logEndOffset) == [partition.highWatermark])
            let others = response.topics.flatMap(\.partitions).dropFirst()
            #expect(others.map(\.errorCode) == [.unknownTopicOrPartition, .unknownTopicOrPartition])
            #expect(response.nodes.map(\.nodeId) == (version < 2 ? [] : [1]))
        }
    }

    @Test func `elects nobody, and says why for each partition asked`() async throws {
        let broker = try await TestBroker()
        let request = ElectLeadersRequest(topicPartitions: [
            .init(topic: "three", partitions: [0, 3]), .init(topic: "nowhere", partitions: [0]),
        ])
        for version in APIKey.electLeaders.versions {
            let results = try await broker.ask(request, version: version).replicaElectionResults
            #expect(
                results.map { $0.partitionResult.map(\.errorCode) } == [
                    [.electionNotNeeded, .unknownTopicOrPartition], [.unknownTopicOrPartition],
                ])
            #expect(results.flatMap(\.partitionResult).allSatisfy { $0.errorMessage?.isEmpty == false })
        }
        #expect(try await broker.ask(ElectLeadersRequest(topicPartitions: nil), version: 2).replicaElectionResults.isEmpty)
        #expect(try await broker.ask(ElectLeadersRequest(electionType: 2), version: 2).errorCode == .invalidRequest)
    }

    @Test func `takes partitions where they are, and to no other`() async throws {
        let broker = try await TestBroker()
        typealias Partition = AlterPartitionReassignmentsRequest.ReassignablePartition
        let partitions: [Partition] = [
            .init(partitionIndex: 0, replicas: [1]), .init(partitionIndex: 1, replicas: [1, 2]),
            .init(partitionIndex: 2, replicas: nil), .init(partitionIndex: 3, replicas: [1]), .init(partitionIndex: 0, replicas: []),
        ]
        let request = AlterPartitionReassignmentsRequest(topics: [.init(name: "three", partitions: partitions)])
        for version in APIKey.alterPartitionReassignments.versions {
            let response = try await broker.ask(request, version: version)
            #expect(
                response.responses.first?.partitions.map(\.errorCode) == [
                    .none, .invalidReplicaAssignment, .noReassignmentInProgress, .unknownTopicOrPartition, .invalidReplicaAssignment,
                ])
        }
        let listed = try await broker.ask(ListPartitionReassignmentsRequest(), version: 0)
        #expect(listed.errorCode == .none && listed.topics.isEmpty)
    }

    @Test func `agrees on no features`() async throws {
        let broker = try await TestBroker()
        let request = UpdateFeaturesRequest(featureUpdates: [.init(feature: "metadata.version", maxVersionLevel: 20)])
        for version in APIKey.updateFeatures.versions {
            let result = try #require(try await broker.ask(request, version: version).results.first)
            #expect(result.errorCode == .invalidUpdateVersion && result.errorMessage?.contains("metadata.version") == true)
        }
    }

    @Test func `lists what has a configuration`() async throws {
        let broker = try await TestBroker()
        func list(_ types: [Int8], version: Int16 = 1) async throws -> ListConfigResourcesResponse {
            try await broker.ask(ListConfigResourcesRequest(resourceTypes: types), version: version)
        }
        let names = broker.node.topics.all.map(\.name)
        #expect(try await list([2]).configResources.map(\.resourceName) == names)
        #expect(try await list([4, 16]).configResources == [.init(resourceName: "1", resourceType: 4)])
        #expect(try await list([]).configResources.map(\.resourceName) == names + ["1"])
        #expect(try await list([], version: 0).configResources.isEmpty)
        #expect(try await list([2, 3]).errorCode == .unsupportedVersion)
    }
}

@Suite struct `Topics a page at a time` {
    private func ask(
        _ broker: TestBroker, _ names: [String] = ["three", "t"], limit: Int32 = 2000, from cursor: (String, Int32)? = nil
    ) async throws -> DescribeTopicPartitionsResponse {
        let request = DescribeTopicPartitionsRequest(
            topics: names.map { .init(name: $0) }, responsePartitionLimit: limit,
            cursor: cursor.map { .init(topicName: $0.0, partitionIndex: $0.1) })
        return try await broker.ask(request, version: 0)
    }

    /// `three 0 1 | 2 …`
    private func text(_ response: DescribeTopicPartitionsResponse) -> String {
        let topics = response.topics.map { topic in
            "\(topic.name ?? "-")[\(topic.partitions.map { String($0.partitionIndex) }.joined(separator: " "))]"
        }
        let next = response.nextCursor.map { " then \($0.topicName) \($0.partitionIndex)" } ?? ""
        return topics.joined(separator: " ") + next
    }

    @Test func `come in the order of their names, and go on where the page ended`() async throws {
        let broker = try await TestBroker()
        #expect(text(try await ask(broker)) == "t[0] three[0 1 2]")
        #expect(text(try await ask(broker, limit: 1)) == "t[0] then three 0")
        #expect(text(try await ask(broker, limit: 3)) == "t[0] three[0 1] then three 2")
        #expect(text(try await ask(broker, limit: 3, from: ("three", 2))) == "three[2]")
        #expect(text(try await ask(broker, limit: 4)) == "t[0] three[0 1 2]")
        #expect(text(try await ask(broker, limit: 0)) == "t[0] then three 0")
        #expect(text(try await ask(broker, from: ("tango", 5))) == "three[0 1 2]")
        #expect(text(try await ask(broker, from: ("three", 9))) == "three[]")
        #expect(text(try await ask(broker, from: ("three", -1))) == "three[0 1 2]")
        #expect(text(try await ask(broker, from: ("zoo", 0))) == "")
        #expect(text(try await ask(broker, ["t", "t"])) == "t[0]")
    }

    @Test func `are all of them if none is named, and say who leads`() async throws {
        let broker = try await TestBroker()
        let response = try await ask(broker, [])
        #expect(response.topics.map(\.name) == broker.node.topics.all.map(\.name))
        let topic = try #require(response.topics.first { $0.name == "t" })
        #expect(topic.topicId == KafkaUUID(try broker.topic().description.id) && !topic.isInternal)
        #expect(topic.partitions.first?.leaderId == 1 && topic.partitions.first?.isrNodes == [1])
        #expect(try await ask(broker, ["nowhere"]).topics.map(\.errorCode) == [.unknownTopicOrPartition])
    }
}
