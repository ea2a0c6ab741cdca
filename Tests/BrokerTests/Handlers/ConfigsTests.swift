import Broker
import KafkaWire
import Storage
import Testing
import TestKit
import TopicModel

@Suite struct `Options` {
    private typealias Described = DescribeConfigsResponse.DescribeConfigsResult

    private func describe(
        _ broker: TestBroker, _ name: String = "t", type: Int8 = 2, keys: [String]? = nil, version: Int16 = 4
    ) async throws -> Described {
        let request = DescribeConfigsRequest(
            resources: [.init(resourceType: type, resourceName: name, configurationKeys: keys)], includeSynonyms: true,
            includeDocumentation: true)
        return try #require(try await broker.ask(request, version: version).results.first)
    }

    private func alter(
        _ broker: TestBroker, _ changes: (Int8, String, String?)..., name: String = "t", type: Int8 = 2,
        validateOnly: Bool = false
    ) async throws -> IncrementalAlterConfigsResponse.AlterConfigsResourceResponse {
        let request = IncrementalAlterConfigsRequest(
            resources: [
                .init(
                    resourceType: type, resourceName: name,
                    configs: changes.map { .init(name: $0.1, configOperation: $0.0, value: $0.2) })
            ], validateOnly: validateOnly)
        return try #require(try await broker.ask(request, version: 1).responses.first)
    }

    @Test func `a topic's options are told with where they come from`() async throws {
        let broker = try await TestBroker(.init(name: "set", partitions: 1, options: ["retention.ms": "5"]))
        let all = try await describe(broker, "set")
        #expect(all.errorCode == .none && all.configs.count == TopicOption.all.count)
        let set = try #require(all.configs.first { $0.name == "retention.ms" })
        #expect(set.value == "5" && set.configSource == 1 && set.synonyms.map(\.source) == [1, 5] && set.configType == 5)
        #expect(set.synonyms.map(\.name) == ["retention.ms", "log.retention.ms"])
        #expect(set.synonyms.map(\.value) == ["5", "604800000"])
        let unset = try #require(all.configs.first { $0.name == "segment.bytes" })
        #expect(unset.value == "1073741824" && unset.configSource == 5 && unset.documentation?.isEmpty == false)
        #expect(try await describe(broker, "set", keys: ["segment.ms", "no.such"]).configs.map(\.name) == ["segment.ms"])
        #expect(try await describe(broker, "set", keys: [], version: 1).configs.isEmpty)
    }

    @Test func `the broker's are told by its id, with which of them can be changed while it runs`() async throws {
        let broker = try await TestBroker()
        let configs = try await describe(broker, "1", type: 4).configs
        #expect(configs.contains { $0.name == "num.partitions" && $0.value == "1" && $0.readOnly })
        #expect(configs.contains { $0.name == "message.max.bytes" && $0.configSource == 5 && !$0.readOnly })
        #expect(try await describe(broker, "", type: 4).configs.isEmpty)
        #expect(try await describe(broker, "2", type: 4).errorCode == .invalidRequest)
        #expect(try await describe(broker, "t", type: 8).errorCode == .invalidRequest)
        #expect(try await describe(broker, "nowhere").errorCode == .unknownTopicOrPartition)
    }

    @Test func `a group's are kept whether it is there or not, and told with where they come from`() async throws {
        let broker = try await TestBroker()
        let session = "consumer.session.timeout.ms"
        let before = try await describe(broker, "g", type: 32).configs
        #expect(before.map(\.name) == ["consumer.heartbeat.interval.ms", session])
        #expect(before.map(\.value) == ["5000", "45000"] && before.allSatisfy { $0.configSource == 5 && !$0.readOnly })
        #expect(try await alter(broker, (0, session, "50000"), name: "g", type: 32, validateOnly: true).errorCode == .none)
        #expect(try await describe(broker, "g", type: 32).configs == before)
        #expect(try await alter(broker, (0, session, "50000"), name: "g", type: 32).errorCode == .none)
        for _ in 0..<2 {
            let set = try #require(try await describe(broker, "g", type: 32, keys: [session]).configs.first)
            #expect(set.value == "50000" && set.configSource == 8 && set.synonyms.map(\.source) == [8, 5])
            #expect(set.synonyms.map(\.name) == [session, "group.consumer.session.timeout.ms"])
            #expect(try await describe(broker, "h", type: 32).configs == before)
            let listed = try await broker.ask(ListConfigResourcesRequest(resourceTypes: [32]), version: 1)
            #expect(listed.configResources == [.init(resourceName: "g", resourceType: 32)])
            try broker.restart()
        }
        #expect(try await alter(broker, (0, session, "1"), name: "g", type: 32).errorCode == .invalidConfig)
        let replaced = AlterConfigsRequest(resources: [.init(resourceType: 32, resourceName: "g")])
        #expect(try await broker.ask(replaced, version: 2).responses.map(\.errorCode) == [.none])
        #expect(try await describe(broker, "g", type: 32).configs == before)
    }

    @Test func `the broker's are in force for topics without their own when answered, and after a restart`() async throws {
        let broker = try await TestBroker(
            .init(name: "own", partitions: 1, options: ["max.message.bytes": "1000", "cleanup.policy": "delete"]))
        let large = String(repeating: "x", count: 200)
        #expect(try await alter(broker, (0, "message.max.bytes", "150"), name: "", type: 4).errorCode == .none)
        #expect(try await alter(broker, (2, "log.cleanup.policy", "compact"), name: "1", type: 4).errorCode == .none)
        for _ in 0..<2 {
            #expect(try await broker.produce(large).errorCode == .messageTooLarge)
            #expect(try await broker.produce(large, to: "own").errorCode == .none)
            #expect(try broker.partitionLog().config.cleanup == [.compact, .delete])
            #expect(try broker.partitionLog("__consumer_offsets").config.maxBatchByteCount > 150)
            let size = try #require(try await describe(broker, keys: ["max.message.bytes"]).configs.first)
            #expect(size.value == "150" && size.configSource == 3 && size.synonyms.map(\.source) == [3, 5])
            let own = try #require(try await describe(broker, "own", keys: ["max.message.bytes"]).configs.first)
            #expect(own.synonyms.map(\.source) == [1, 3, 5] && own.synonyms[1].name == "message.max.bytes")
            let shared = try await describe(broker, "", type: 4).configs
            #expect(shared.map(\.name) == ["message.max.bytes"] && shared[0].synonyms.map(\.source) == [3])
            let policy = try #require(try await describe(broker, "1", type: 4, keys: ["log.cleanup.policy"]).configs.first)
            #expect(policy.value == "delete,compact" && policy.configSource == 2 && policy.synonyms.map(\.source) == [2, 5])
            try broker.restart()
        }
        let created = try await broker.ask(
            CreateTopicsRequest(topics: [.init(name: "new", numPartitions: 1, replicationFactor: 1)]), version: 7)
        #expect(created.topics.first?.configs?.first { $0.name == "max.message.bytes" }?.configSource == 3)
        #expect(try await broker.produce(large, to: "new").errorCode == .messageTooLarge)
        #expect(try await replace(broker, [], name: "", type: 4).errorCode == .none)
        #expect(try await alter(broker, (1, "log.cleanup.policy", nil), name: "1", type: 4).errorCode == .none)
        #expect(try await broker.produce(large).errorCode == .none)
        #expect(try broker.partitionLog().config.cleanup == .delete)
    }

    @Test func `of a topic are appended to the built-in default, not to the broker's: as by Kafka`() async throws {
        let broker = try await TestBroker()
        #expect(try await alter(broker, (0, "log.cleanup.policy", "compact"), name: "", type: 4).errorCode == .none)
        #expect(try broker.partitionLog().config.cleanup == .compact)
        #expect(try await alter(broker, (2, "cleanup.policy", "delete")).errorCode == .none)
        let policy = try #require(try await describe(broker, keys: ["cleanup.policy"]).configs.first)
        #expect(policy.value == "delete" && policy.synonyms.map(\.value) == ["delete", "compact", "delete"])
        #expect(try broker.partitionLog().config.cleanup == .delete)
    }

    @Test func `of a topic hold whatever the broker's come to, be it a contradiction`() async throws {
        let minimum = "min.compaction.lag.ms", maximum = "log.cleaner.max.compaction.lag.ms"
        let broker = try await TestBroker(.init(name: "own", partitions: 1, options: [minimum: "5000"]))
        #expect(try await alter(broker, (0, maximum, "1000"), name: "", type: 4).errorCode == .none)
        for _ in 0..<2 {
            let config = try broker.partitionLog("own").config
            #expect(config.minCompactionLag == 5000 && config.maxCompactionLag == 1000)
            // Changing something else does not stumble over it, and neither does a larger contradiction.
            #expect(try await alter(broker, (0, "segment.ms", "9"), (0, minimum, "6000"), name: "own").errorCode == .none)
            #expect(try await alter(broker, (0, minimum, "5000"), name: "own").errorCode == .none)
            try broker.restart()
        }
        // What is set in one place is compared there.
        #expect(try await alter(broker, (0, "max.compaction.lag.ms", "4999"), name: "own").errorCode == .invalidConfig)
        let contradiction = try await alter(broker, (0, "log.cleaner.min.compaction.lag.ms", "1001"), name: "", type: 4)
        #expect(contradiction.errorCode == .invalidRequest)
    }

    @Test func `the cleaner's rate is in force when it is answered, and after a restart`() async throws {
        let broker = try await TestBroker()
        let rate = "log.cleaner.io.max.bytes.per.second"
        #expect(broker.directory.cleanerBytesPerSecond == nil)
        #expect(try await alter(broker, (0, rate, "2e6"), name: "", type: 4).errorCode == .none)
        #expect(broker.directory.cleanerBytesPerSecond == 2_000_000)
        #expect(try await alter(broker, (0, rate, "1000.5"), name: "1", type: 4).errorCode == .none)
        #expect(broker.directory.cleanerBytesPerSecond == 1000)
        #expect(try await alter(broker, (0, rate, "5"), name: "", type: 4, validateOnly: true).errorCode == .none)
        try broker.restart()
        #expect(broker.directory.cleanerBytesPerSecond == 1000)
        #expect(try await alter(broker, (1, rate, nil), name: "1", type: 4).errorCode == .none)
        #expect(broker.directory.cleanerBytesPerSecond == 2_000_000)
        #expect(try await alter(broker, (1, rate, nil), name: "", type: 4).errorCode == .none)
        #expect(broker.directory.cleanerBytesPerSecond == nil)
    }

    @Test func `the broker's in a trial are not in force`() async throws {
        let broker = try await TestBroker()
        let trial = try await alter(broker, (0, "message.max.bytes", "9"), name: "", type: 4, validateOnly: true)
        #expect(trial.errorCode == .none)
        #expect(try await describe(broker, "", type: 4).configs.isEmpty)
        #expect(try await broker.produce("fits").errorCode == .none)
    }

    @Test func `what is asked for often is told once`() async throws {
        let broker = try await TestBroker()
        let request = DescribeConfigsRequest(
            resources: Array(repeating: .init(resourceType: 2, resourceName: "t"), count: 10_000), includeDocumentation: true)
        #expect(try await broker.ask(request, version: 4).results.count == 1)
    }

    @Test func `a change is in force when it is answered`() async throws {
        let broker = try await TestBroker()
        let changed = try await alter(broker, (0, "max.message.bytes", "100"), (2, "cleanup.policy", "compact"))
        #expect(changed.errorCode == .none)
        #expect(try await broker.produce(String(repeating: "x", count: 200)).errorCode == .messageTooLarge)
        #expect(try broker.partitionLog().config.cleanup == [.compact, .delete])
        #expect(try await alter(broker, (1, "max.message.bytes", nil), (3, "cleanup.policy", "compact")).errorCode == .none)
        #expect(try await broker.produce(String(repeating: "x", count: 200)).errorCode == .none)
        #expect(try broker.partitionLog().config.cleanup == .delete)
        try broker.restart()
        #expect(try broker.partitionLog().config.cleanup == .delete)
    }

    @Test func `what cannot be changed says why, and nothing of it is changed`() async throws {
        let broker = try await TestBroker()
        struct Case {
            var operation: Int8 = 0
            var option = "segment.ms"
            var value: String? = "10"
            var name = "t"
            var type: Int8 = 2
            var code: ErrorCode
        }
        let cases = [
            Case(option: "no.such", code: .invalidConfig), Case(value: "soon", code: .invalidConfig),
            Case(value: "0", code: .invalidConfig), Case(value: nil, code: .invalidRequest),
            Case(operation: 2, code: .invalidConfig), Case(operation: 3, code: .invalidConfig),
            Case(operation: 4, code: .invalidRequest), Case(operation: -1, code: .invalidRequest),
            Case(name: "nowhere", code: .unknownTopicOrPartition), Case(name: "__consumer_offsets", code: .policyViolation),
            Case(name: "1", type: 4, code: .invalidRequest), Case(name: "2", type: 4, code: .invalidRequest),
            Case(name: "one", type: 4, code: .invalidRequest), Case(name: "1", type: 8, code: .invalidRequest),
        ]
        for test in cases {
            let answer = try await alter(
                broker, (0, "retention.ms", "9"), (test.operation, test.option, test.value), name: test.name, type: test.type)
            #expect(answer.errorCode == test.code && answer.errorMessage?.isEmpty == false, "\(test): \(answer)")
        }
        #expect(try await alter(broker, (0, "segment.ms", "9"), (0, "segment.ms", "8")).errorCode == .invalidRequest)
        #expect(try broker.topic().description.overrides.isEmpty)
    }

    @Test func `a trial changes nothing`() async throws {
        let broker = try await TestBroker()
        #expect(try await alter(broker, (0, "segment.ms", "9"), validateOnly: true).errorCode == .none)
        #expect(try broker.topic().description.overrides.isEmpty)
    }

    @Test func `a topic that stands twice in a request is not changed at all`() async throws {
        let broker = try await TestBroker()
        func resource(_ name: String, _ value: String) -> IncrementalAlterConfigsRequest.AlterConfigsResource {
            .init(resourceType: 2, resourceName: name, configs: [.init(name: "segment.ms", configOperation: 0, value: value)])
        }
        let request = IncrementalAlterConfigsRequest(resources: [resource("t", "1"), resource("three", "2"), resource("t", "3")])
        #expect(try await broker.ask(request, version: 1).responses.map(\.errorCode) == [.invalidRequest, .none, .invalidRequest])
        #expect(try broker.topic().description.overrides.isEmpty)
        let hostile = IncrementalAlterConfigsRequest(resources: (0..<50_000).map { resource("no such \($0)", "1") })
        #expect(try await broker.ask(hostile, version: 1).responses.count == 50_000)
    }

    private func replace(
        _ broker: TestBroker, _ values: [(String, String?)], name: String = "t", type: Int8 = 2, validateOnly: Bool = false,
        version: Int16 = 2
    ) async throws -> AlterConfigsResponse.AlterConfigsResourceResponse {
        let configs = values.map { AlterConfigsRequest.AlterableConfig(name: $0.0, value: $0.1) }
        let request = AlterConfigsRequest(
            resources: [.init(resourceType: type, resourceName: name, configs: configs)], validateOnly: validateOnly)
        return try #require(try await broker.ask(request, version: version).responses.first)
    }

    @Test(arguments: [0, 1, 2] as [Int16])
    func `that are given as a whole take the place of all there were`(version: Int16) async throws {
        let broker = try await TestBroker(.init(name: "set", partitions: 1, options: ["retention.ms": "5", "segment.ms": "7"]))
        let values = [("segment.ms", "9"), ("cleanup.policy", "compact,delete")]
        #expect(try await replace(broker, values, name: "set", validateOnly: true, version: version).errorCode == .none)
        #expect(try broker.topic("set").description.overrides.count == 2)
        #expect(try await replace(broker, values, name: "set", version: version).errorCode == .none)
        #expect(
            try broker.topic("set").description.overrides == ["segment.ms": "9", "cleanup.policy": "compact,delete"])
        #expect(try broker.partitionLog("set").config.cleanup == [.compact, .delete])
        #expect(try await replace(broker, [], name: "set", version: version).errorCode == .none)
        #expect(try broker.topic("set").description.overrides.isEmpty)
    }

    @Test func `given as a whole are refused as a whole`() async throws {
        let broker = try await TestBroker(.init(name: "set", partitions: 1, options: ["retention.ms": "5"]))
        let sound: (String, String?) = ("segment.ms", "9")
        #expect(try await replace(broker, [sound, ("no.such", "1")], name: "set").errorCode == .invalidConfig)
        #expect(try await replace(broker, [sound, ("retention.bytes", nil)], name: "set").errorCode == .invalidRequest)
        #expect(try await replace(broker, [sound, sound], name: "set").errorCode == .invalidRequest)
        #expect(try await replace(broker, [sound], name: "nowhere").errorCode == .unknownTopicOrPartition)
        #expect(try await replace(broker, [sound], name: "__consumer_offsets").errorCode == .policyViolation)
        #expect(try await replace(broker, [sound], name: "1", type: 4).errorCode == .invalidRequest)
        #expect(try broker.topic("set").description.overrides == ["retention.ms": "5"])
    }
}
