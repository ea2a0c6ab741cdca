import Testing
import TopicModel

@Suite struct `Broker settings` {
    @Test func `are the defaults unless they are given`() throws {
        let settings = try BrokerSettings(["max.connections=500", "queued.max.request.bytes=200000000", "max.connections=600"])
        #expect(settings[.maxConnections] == 600)
        #expect(settings[.requestMemory] == 200_000_000)
        #expect(settings[.maxRequestBytes] == 104_857_600)
        #expect(settings.texts == ["max.connections": "600", "queued.max.request.bytes": "200000000"])
        #expect(try BrokerSettings([]) == BrokerSettings())
        #expect(try BrokerSettings(["log.cleanup.policy= compact ,delete"]).texts == ["log.cleanup.policy": "compact,delete"])
    }

    @Test func `have defaults that they would take`() throws {
        for option in BrokerOption.all where option.domain != nil {
            let text = try #require(option.defaultText)
            #expect(try BrokerSettings(["\(option.name)=\(text)"]).texts == [option.name: text])
        }
    }

    struct Refused {
        var given: [String]
        var says: String
    }

    @Test(arguments: [
        Refused(given: ["max.connections"], says: "'max.connections' is not NAME=VALUE"),
        Refused(given: ["max.conections=5"], says: "there is no option 'max.conections'; those that can be set are broker.id, "),
        Refused(given: ["log.dirs=/tmp"], says: "'log.dirs' is not set in this way"),
        Refused(given: ["max.connections=0"], says: "max.connections cannot be '0': it takes a whole number from 1 to 1000000"),
        Refused(given: ["max.connections=many"], says: "cannot be 'many'"),
        Refused(given: ["max.connections="], says: "cannot be ''"),
        Refused(
            given: ["group.min.session.timeout.ms=9", "group.max.session.timeout.ms=8"],
            says: "group.min.session.timeout.ms is 9, more than group.max.session.timeout.ms, which is 8"),
        Refused(given: ["log.retention.ms=soon"], says: "log.retention.ms cannot be 'soon': it takes a whole number from -1 to"),
        Refused(
            given: ["log.cleaner.io.max.bytes.per.second=0"], says: "cannot be '0': it takes a number of at least 1"),
        Refused(
            given: ["log.cleaner.min.compaction.lag.ms=9", "log.cleaner.max.compaction.lag.ms=8"],
            says: "log.cleaner.min.compaction.lag.ms is 9, more than log.cleaner.max.compaction.lag.ms, which is 8"),
        Refused(given: ["queued.max.request.bytes=2000000"], says: "socket.request.max.bytes is 104857600, more than"),
        Refused(
            given: ["group.consumer.session.timeout.ms=4000"],
            says: "group.consumer.heartbeat.interval.ms is 5000, more than"),
    ])
    func `are refused with what they take`(_ row: Refused) {
        let problem = #expect(throws: BrokerSettingProblem.self) { try BrokerSettings(row.given) }
        #expect(problem?.description.contains(row.says) == true, "\(problem?.description ?? "")")
    }
}
