import DurableState
import Testing
import TopicModel

@Suite struct `Settings of groups` {
    private func run(_ command: GroupSettings.Command, on settings: inout GroupSettings) throws -> [String: String] {
        let decision = try settings.decide(command)
        for record in decision.records { settings.apply(record) }
        return decision.reply
    }

    private func set(_ values: (String, String?)..., group: String = "g", validateOnly: Bool = false) -> GroupSettings.Command {
        .change(group: group, values.map { ConfigChange(.set, $0.0, $0.1) }, validateOnly: validateOnly)
    }

    private let session = "consumer.session.timeout.ms", heartbeat = "consumer.heartbeat.interval.ms"

    @Test func `are kept by group, and go back to the defaults`() throws {
        var settings = GroupSettings(defaults: BrokerSettings())
        #expect(try run(set((session, "50000")), on: &settings) == [session: "50000"])
        #expect(try run(set((session, "60000"), group: "h", validateOnly: true), on: &settings) == [session: "60000"])
        #expect(settings.overrides == ["g": [session: "50000"]])
        #expect(GroupOption.sessionTimeout.value(in: settings.overrides["g"] ?? [:], BrokerSettings()) == 50_000)
        #expect(GroupOption.heartbeatInterval.value(in: settings.overrides["g"] ?? [:], BrokerSettings()) == 5_000)
        _ = try run(.replace(group: "g", [NamedValue(heartbeat, "900")], validateOnly: false), on: &settings)
        #expect(settings.overrides == ["g": [heartbeat: "900"]])
        _ = try run(.change(group: "g", [ConfigChange(.delete, heartbeat)], validateOnly: false), on: &settings)
        #expect(settings.overrides.isEmpty)
    }

    struct Refused {
        var command: GroupSettings.Command
        var code: TopicRejection.Code
        var says: String
    }

    @Test func `are refused with what they take`() throws {
        let cases = [
            Refused(command: set(("share.auto.offset.reset", "earliest")), code: .invalidConfig, says: "is not known; there are"),
            Refused(command: set((session, "soon")), code: .invalidConfig, says: "a whole number from 500 to 2147483647"),
            Refused(command: set((session, nil)), code: .invalidRequest, says: "without a value"),
            Refused(command: set((session, "4000")), code: .invalidConfig, says: "would be 5000, more than the session timeout"),
            Refused(command: set((session, "9000"), (session, "9000")), code: .invalidRequest, says: "given twice"),
            Refused(command: set((session, "9000"), group: ""), code: .invalidRequest, says: "from 1 to 1024 bytes"),
            Refused(
                command: .change(group: "g", [ConfigChange(.append, session, "1")], validateOnly: false), code: .invalidConfig,
                says: "is not a list"),
        ]
        let settings = GroupSettings(defaults: BrokerSettings())
        for row in cases {
            let rejection = #expect(throws: TopicRejection.self) { try settings.decide(row.command) }
            #expect(rejection?.code == row.code && rejection?.sentence.contains(row.says) == true, "\(rejection?.sentence ?? "")")
        }
    }

    @Test(arguments: [[:], ["consumer.session.timeout.ms": "50000"], ["a": "1", "b": "é"]])
    func `come back from the log as they went in, and others read over them`(overrides: [String: String]) throws {
        let record = GroupSettingsRecord(group: "grüppe", overrides: overrides)
        let (partition, written) = record.encoded()
        #expect(partition == TopicRecord.partition && (written.value == nil) == overrides.isEmpty)
        let stored = StoredRecord(partition: partition, offset: 3, timestamp: 0, key: written.key, value: written.value)
        #expect(try GroupSettingsRecord.decode(stored) == record)
        #expect(try TopicRecord.decode(stored) == nil)
        #expect(try ProducerIDRecord.decode(stored) == nil)
        guard let value = written.value else { return }
        for length in 0..<value.count {
            var cut = stored
            cut.value = Array(value[..<length])
            #expect(throws: UnreadableRecord.self) { try GroupSettingsRecord.decode(cut) }
        }
    }
}
