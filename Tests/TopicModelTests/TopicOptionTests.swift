import Testing
import TopicModel

@Suite struct `The table of topic options` {
    @Test func `takes every default as a value`() throws {
        for option in TopicOption.all {
            #expect(try option.normalized(option.defaultText) == option.defaultText, "\(option.name)")
        }
    }

    @Test func `is sorted by name and says what each option does`() {
        #expect(TopicOption.all.map(\.name) == TopicOption.all.map(\.name).sorted())
        for option in TopicOption.all {
            #expect(option.documentation.hasSuffix("."), "\(option.name)")
            #expect(option.documentation.hasPrefix("Without effect:") == !option.hasEffect, "\(option.name)")
        }
    }

    struct Case {
        var option: String
        var value: String
        /// Nil for a value that is refused.
        var kept: String?
    }

    @Test(arguments: [
        Case(option: "cleanup.policy", value: " compact , delete,compact", kept: "compact,delete"),
        Case(option: "cleanup.policy", value: "", kept: ""),
        Case(option: "cleanup.policy", value: "compact,keep", kept: nil),
        Case(option: "compression.type", value: "zstd", kept: "zstd"),
        Case(option: "compression.type", value: "brotli", kept: nil),
        Case(option: "preallocate", value: "TRUE", kept: "true"),
        Case(option: "preallocate", value: "yes", kept: nil),
        Case(option: "retention.ms", value: "-1", kept: "-1"),
        Case(option: "retention.ms", value: "-2", kept: nil),
        Case(option: "retention.ms", value: "9223372036854775807", kept: "9223372036854775807"),
        Case(option: "retention.ms", value: "9223372036854775808", kept: nil),
        Case(option: "retention.ms", value: "7d", kept: nil),
        Case(option: "segment.bytes", value: "13", kept: nil),
        Case(option: "segment.bytes", value: "2147483648", kept: nil),
        Case(option: "min.cleanable.dirty.ratio", value: "0.25", kept: "0.25"),
        Case(option: "min.cleanable.dirty.ratio", value: "1.01", kept: nil),
        Case(option: "min.cleanable.dirty.ratio", value: "nan", kept: nil),
        Case(option: "message.timestamp.type", value: "logappendtime", kept: nil),
        Case(option: "leader.replication.throttled.replicas", value: "0:1, 0:2", kept: "0:1,0:2"),
        Case(option: "leader.replication.throttled.replicas", value: String(repeating: "x", count: 5000), kept: nil),
    ])
    func `keeps values in one form and refuses others`(_ row: Case) throws {
        let option = try #require(TopicOption.byName[row.option])
        #expect((try? option.normalized(row.value)) == row.kept)
    }

    @Test func `a refusal names the option, the value and what it takes`() throws {
        let option = try #require(TopicOption.byName["segment.bytes"])
        let rejection = #expect(throws: TopicRejection.self) { try option.normalized("12") }
        #expect(
            rejection?.sentence == "topic option 'segment.bytes' cannot be '12': it takes a whole number from 14 to 2147483647")
    }
}

@Suite struct `Effective topic options` {
    @Test func `are Kafka's defaults when nothing is set`() {
        let config = EffectiveTopicConfig()
        #expect(config.deletesOldSegments && !config.isCompacted)
        #expect(config.retentionMilliseconds == 604_800_000)
        #expect(config.retentionBytes == nil)
        #expect(config.segmentBytes == 1 << 30)
        #expect(config.maxMessageBytes == 1_048_588)
        #expect(config.timestampType == .createTime)
    }

    @Test func `are what was set`() {
        let config = EffectiveTopicConfig([
            "cleanup.policy": "compact", "retention.ms": "-1", "message.timestamp.type": "LogAppendTime",
            "min.cleanable.dirty.ratio": "0.1",
        ])
        #expect(config.isCompacted && !config.deletesOldSegments)
        #expect(config.retentionMilliseconds == nil)
        #expect(config.timestampType == .logAppendTime)
        #expect(config.minCleanableDirtyRatio == 0.1)
    }

    @Test func `take a value that a later version wrote as not set`() {
        let config = EffectiveTopicConfig(["retention.ms": "forever", "message.timestamp.type": "Lamport", "segment.bytes": "1"])
        #expect(config == EffectiveTopicConfig())
    }
}

@Suite struct `Broker options` {
    @Test func `say what topics' options are by default`() {
        let defaults = Dictionary(uniqueKeysWithValues: BrokerOption.all.map { ($0.name, $0.defaultText) })
        for option in TopicOption.all {
            guard let text = defaults[option.brokerName] else { continue }
            #expect(text == option.defaultText, "\(option.name)")
        }
        #expect(BrokerOption.all.compactMap(\.topicOption).count == TopicOption.all.count - 2)
        #expect(BrokerOption.all.allSatisfy { $0.topicOption == nil || $0.topicOption?.brokerName == $0.name })
    }

    @Test func `that can be changed while the server runs are these`() {
        #expect(
            BrokerOption.all.filter { $0.isLive && $0.topicOption == nil }.map(\.name) == [
                "log.cleaner.io.max.bytes.per.second", "max.connections", "max.connections.per.ip",
            ])
        #expect(BrokerOption.all.allSatisfy { $0.topicOption == nil || $0.isLive })
    }

    @Test func `are sorted by name and documented`() {
        #expect(BrokerOption.all.map(\.name) == BrokerOption.all.map(\.name).sorted())
        #expect(BrokerOption.all.allSatisfy { $0.documentation.hasSuffix(".") })
    }
}
