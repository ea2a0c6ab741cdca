import DurableState
import Testing
import TopicModel

@Suite struct `Broker options that change while it runs` {
    private typealias Scope = BrokerOverrides.Scope

    private let size = "message.max.bytes", policy = "log.cleanup.policy"
    private let connections = "max.connections"

    private func overrides(given: [String: String] = [:]) -> BrokerOverrides { BrokerOverrides(nodeID: 1, given: given) }

    private func run(_ command: BrokerOverrides.Command, on overrides: inout BrokerOverrides) throws -> BrokerOptionLayers {
        let decision = try overrides.decide(command)
        for record in decision.records { overrides.apply(record) }
        return decision.reply
    }

    private func set(_ values: (String, String?)..., for scope: Scope = .allBrokers) -> BrokerOverrides.Command {
        .change(scope, values.map { ConfigChange(.set, $0.0, $0.1) }, validateOnly: false)
    }

    private func values(_ name: String, _ overrides: BrokerOverrides) throws -> [String] {
        let option = try #require(BrokerOption.byName[name])
        return overrides.layers.values(of: option).map { "\($0.source.rawValue) \($0.value ?? "")" }
    }

    @Test func `hold before those for all brokers, those before the start's, and these before the defaults`() throws {
        var overrides = overrides(given: [size: "3000", "num.partitions": "1"])
        #expect(try values(size, overrides) == ["4 3000", "5 1048588"])
        #expect(try values("num.partitions", overrides) == ["5 1"])
        _ = try run(set((size, "2000")), on: &overrides)
        let layers = try run(set((size, "1000"), for: .broker(1)), on: &overrides)
        #expect(layers == overrides.layers)
        #expect(layers.value(of: try #require(BrokerOption.byName[size])) == "1000")
        #expect(try values(size, overrides) == ["2 1000", "3 2000", "4 3000", "5 1048588"])
        #expect(overrides.layers.topicDefaults == ["max.message.bytes": "1000"])
        _ = try run(.change(.broker(1), [ConfigChange(.delete, size)], validateOnly: false), on: &overrides)
        #expect(try values(size, overrides) == ["3 2000", "4 3000", "5 1048588"])
        _ = try run(.replace(.allBrokers, [NamedValue(connections, "5")], validateOnly: false), on: &overrides)
        #expect(try values(size, overrides) == ["4 3000", "5 1048588"])
        #expect(overrides.layers[.maxConnections] == 5)
        #expect(overrides.layers.cleanerBytesPerSecond == nil)
        _ = try run(set(("log.cleaner.io.max.bytes.per.second", "2e6")), on: &overrides)
        #expect(overrides.layers.cleanerBytesPerSecond == 2_000_000)
    }

    @Test func `add to a list what it comes to without them`() throws {
        var overrides = overrides(given: [policy: "compact"])
        let append = BrokerOverrides.Command.change(.allBrokers, [ConfigChange(.append, policy, "delete")], validateOnly: false)
        _ = try run(append, on: &overrides)
        #expect(try values(policy, overrides).first == "3 compact,delete")
        let subtract = BrokerOverrides.Command.change(
            .broker(1), [ConfigChange(.subtract, policy, "compact")], validateOnly: false)
        _ = try run(subtract, on: &overrides)
        #expect(try values(policy, overrides).first == "2 delete")
    }

    @Test func `change nothing in a trial, and write nothing where nothing changes`() throws {
        var overrides = overrides()
        let trial = BrokerOverrides.Command.change(.allBrokers, [ConfigChange(.set, size, "5")], validateOnly: true)
        #expect(try overrides.decide(trial).records.isEmpty)
        #expect(try overrides.decide(trial).reply.shared == [size: "5"])
        _ = try run(set((size, "5")), on: &overrides)
        #expect(try overrides.decide(set((size, " 5 "))).records.isEmpty)
    }

    @Test(arguments: [
        (["no.such": "1"], "broker option 'no.such' is not known; those that can be changed while the server runs are com"),
        (["listeners": "x"], "broker option 'listeners' cannot be changed while the server runs"),
        (["fetch.max.bytes": "5000"], "it is given at its start, as `herald serve --set fetch.max.bytes=…`"),
        (["max.connections": "0"], "broker option 'max.connections' cannot be '0': it takes a whole number from 1 to 1000000"),
        (["log.cleaner.min.compaction.lag.ms": "9", "log.cleaner.max.compaction.lag.ms": "8"], "; nothing is changed"),
    ])
    func `are refused with why`(options: [String: String], says: String) {
        let command = BrokerOverrides.Command.replace(
            .broker(1), options.map { NamedValue($0.key, $0.value) }, validateOnly: false)
        let rejection = #expect(throws: TopicRejection.self) { try overrides().decide(command) }
        #expect(rejection?.code == .invalidRequest && rejection?.sentence.contains(says) == true, "\(rejection?.sentence ?? "")")
    }

    @Test func `are refused for another broker, twice, without a value, and added to what is no list`() {
        let cases: [(BrokerOverrides.Command, String)] = [
            (set((size, "5"), for: .broker(2)), "this node is 1: options of broker 2 cannot be set here"),
            (set((size, "5"), (size, "6")), "is given twice in one request"),
            (set((size, nil)), "is given without a value"),
            (.change(.allBrokers, [ConfigChange(.append, size, "5")], validateOnly: false), "is not a list"),
        ]
        for (command, says) in cases {
            let rejection = #expect(throws: TopicRejection.self) { try overrides().decide(command) }
            #expect(rejection?.code == .invalidRequest && rejection?.sentence.contains(says) == true)
        }
        #expect(Scope(name: "") == .allBrokers && Scope(name: "7") == .broker(7))
        #expect(Scope(name: "-1") == nil && Scope(name: "one") == nil)
    }

    @Test func `that a later version wrote count as not set`() {
        let layers = BrokerOptionLayers(own: ["max.connections": "many", "listeners": "x"], shared: ["no.such": "1"])
        #expect(layers == BrokerOptionLayers())
    }

    @Test(arguments: [[:], ["message.max.bytes": "50000"], ["a": "1", "b": "é"]])
    func `come back from the log as they went in, and others read over them`(options: [String: String]) throws {
        for scope in [Scope.allBrokers, .broker(0), .broker(.max)] {
            let record = BrokerOverridesRecord(scope: scope, overrides: options)
            let (partition, written) = record.encoded()
            #expect(partition == TopicRecord.partition && (written.value == nil) == options.isEmpty)
            let stored = StoredRecord(partition: partition, offset: 3, timestamp: 0, key: written.key, value: written.value)
            #expect(try BrokerOverridesRecord.decode(stored) == record)
            #expect(try TopicRecord.decode(stored) == nil)
            #expect(try ProducerIDRecord.decode(stored) == nil)
            #expect(try GroupSettingsRecord.decode(stored) == nil)
            guard let value = written.value else { continue }
            for length in 0..<value.count {
                var cut = stored
                cut.value = Array(value[..<length])
                #expect(throws: UnreadableRecord.self) { try BrokerOverridesRecord.decode(cut) }
            }
        }
    }
}
