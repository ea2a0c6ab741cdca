import DurableState
import Testing
import TopicModel

/// Decides and applies, as the host does.
private func run(_ command: TopicCommand, on catalog: inout TopicCatalog) throws(TopicRejection) -> TopicDescription {
    let decision = try catalog.decide(command)
    for record in decision.records { catalog.apply(record) }
    return decision.reply
}

private func refusal(of command: TopicCommand, by catalog: TopicCatalog) -> TopicRejection? {
    do throws(TopicRejection) {
        _ = try catalog.decide(command)
        return nil
    } catch {
        return error
    }
}

private func create(
    _ name: String, partitions: Int32 = 1, config: [NamedValue] = [], by requester: Requester = .client, id: UInt64 = 0,
    validateOnly: Bool = false
) -> TopicCommand {
    // A different id for each name, the same in every run.
    let bits = name.utf8.reduce(into: id &+ 17) { $0 = $0 &* 31 &+ UInt64($1) }
    return .create(.init(
        name: name, id: TopicID(random: bits, bits), partitionCount: partitions, config: config, by: requester,
        validateOnly: validateOnly))
}

@Suite struct `Creating topics` {
    @Test func `a created topic is found by name and by id`() throws {
        var catalog = TopicCatalog()
        let topic = try run(create("orders", partitions: 3, config: [NamedValue("retention.ms", " 1000 ")]), on: &catalog)
        #expect(topic.overrides == ["retention.ms": "1000"])
        #expect(topic.config(defaults: [:]).retentionMilliseconds == 1000)
        #expect(catalog["orders"] == topic)
        #expect(catalog[topic.id] == topic)
        #expect(catalog.partitionCount == 3)
    }

    @Test func `validation alone changes nothing and gives the topic that would be`() throws {
        var catalog = TopicCatalog()
        let topic = try run(create("orders", partitions: 3, validateOnly: true), on: &catalog)
        #expect(topic.partitionCount == 3)
        #expect(catalog.topics.isEmpty)
    }

    struct Refused {
        var command: TopicCommand
        var code: TopicRejection.Code
        var says: String
    }

    @Test(arguments: [
        Refused(command: create("a b"), code: .invalidTopic, says: "contains a character"),
        Refused(command: create("there"), code: .alreadyExists, says: "already exists"),
        Refused(command: create("a_b"), code: .invalidTopic, says: "differs from existing topic 'a.b' only in"),
        Refused(command: create("t", partitions: 0), code: .invalidPartitions, says: "at least 1 partition, 0 asked"),
        Refused(command: create("t", partitions: -1), code: .invalidPartitions, says: "at least 1 partition"),
        Refused(command: create("t", partitions: .max), code: .policyViolation, says: "this server holds at most 10"),
        Refused(command: create("_herald_mine"), code: .policyViolation, says: "clients may not create"),
        Refused(command: create("t", config: [NamedValue("retention.mss", "1")]), code: .invalidConfig, says: "is not known"),
        Refused(command: create("t", config: [NamedValue("retention.ms", nil)]), code: .invalidRequest, says: "without a value"),
        Refused(
            command: create("t", config: [NamedValue("flush.ms", "1"), NamedValue("flush.ms", "1")]), code: .invalidRequest,
            says: "twice"),
    ])
    func `is refused with Kafka's code and a sentence`(_ row: Refused) throws {
        var catalog = TopicCatalog(limits: .init(maxPartitions: 10))
        _ = try run(create("there"), on: &catalog)
        _ = try run(create("a.b"), on: &catalog)
        let rejection = try #require(refusal(of: row.command, by: catalog))
        #expect(rejection.code == row.code)
        #expect(rejection.sentence.contains(row.says), "\(rejection)")
    }

    @Test func `an id is never used twice`() throws {
        var catalog = TopicCatalog()
        let topic = try run(create("a"), on: &catalog)
        let again = TopicCommand.create(.init(name: "b", id: topic.id, partitionCount: 1))
        #expect(refusal(of: again, by: catalog)?.code == .invalidRequest)
    }

    @Test func `Herald makes its own topics`() throws {
        var catalog = TopicCatalog()
        let topic = try run(create("_herald_registry", by: .herald), on: &catalog)
        #expect(topic.isInternal)
    }

    @Test func `the limit counts what was deleted as free`() throws {
        var catalog = TopicCatalog(limits: .init(maxPartitions: 4))
        _ = try run(create("a", partitions: 4), on: &catalog)
        #expect(refusal(of: create("b"), by: catalog)?.code == .policyViolation)
        _ = try run(.delete(.name("a"), by: .client), on: &catalog)
        _ = try run(create("b"), on: &catalog)
        #expect(catalog.partitionCount == 1)
    }
}

@Suite struct `Deleting topics` {
    @Test func `frees the name for a topic of another id`() throws {
        var catalog = TopicCatalog()
        let first = try run(create("orders", id: 1), on: &catalog)
        #expect(try run(.delete(.id(first.id), by: .client), on: &catalog) == first)
        #expect(catalog["orders"] == nil)
        #expect(catalog[first.id] == nil)
        let second = try run(create("orders", id: 2), on: &catalog)
        #expect(second.id != first.id)
        _ = try run(create("or.ders"), on: &catalog)
    }

    @Test func `says which topic is not there`() {
        let catalog = TopicCatalog()
        #expect(refusal(of: .delete(.name("x"), by: .client), by: catalog)?.code == .unknownTopic)
        #expect(refusal(of: .delete(.id(.zero), by: .client), by: catalog)?.code == .unknownTopicID)
    }

    @Test func `clients may not delete the server's own state`() throws {
        var catalog = TopicCatalog()
        for name in ["__consumer_offsets", "_schemas", "_herald_metadata"] {
            _ = try run(create(name, by: .herald), on: &catalog)
            #expect(refusal(of: .delete(.name(name), by: .client), by: catalog)?.code == .policyViolation)
        }
    }

    @Test func `a schemas topic that is not the server's own is like any other`() throws {
        var catalog = TopicCatalog(limits: .init(ownsSchemas: false))
        _ = try run(create("_schemas"), on: &catalog)
        _ = try run(.delete(.name("_schemas"), by: .client), on: &catalog)
        #expect(catalog.topics.isEmpty)
    }
}

@Suite struct `Adding partitions` {
    @Test func `only ever adds`() throws {
        var catalog = TopicCatalog()
        _ = try run(create("t", partitions: 2), on: &catalog)
        for total: Int32 in [2, 1, 0, -1] {
            let command = TopicCommand.addPartitions(topic: "t", total: total, by: .client, validateOnly: false)
            #expect(refusal(of: command, by: catalog)?.code == .invalidPartitions)
        }
        let grown = try run(.addPartitions(topic: "t", total: 5, by: .client, validateOnly: false), on: &catalog)
        #expect(grown.partitionCount == 5)
        #expect(catalog.partitionCount == 5)
    }

    @Test func `keeps to the limit and to topics that are there`() throws {
        var catalog = TopicCatalog(limits: .init(maxPartitions: 4))
        _ = try run(create("t", partitions: 2), on: &catalog)
        let tooMany = TopicCommand.addPartitions(topic: "t", total: 5, by: .client, validateOnly: false)
        #expect(refusal(of: tooMany, by: catalog)?.code == .policyViolation)
        let nowhere = TopicCommand.addPartitions(topic: "u", total: 5, by: .client, validateOnly: false)
        #expect(refusal(of: nowhere, by: catalog)?.code == .unknownTopic)
    }

    @Test func `never to consumer offsets, whose groups would lose their partition`() throws {
        var catalog = TopicCatalog()
        _ = try run(create("__consumer_offsets", partitions: 8, by: .herald), on: &catalog)
        let more = TopicCommand.addPartitions(topic: "__consumer_offsets", total: 16, by: .client, validateOnly: false)
        #expect(refusal(of: more, by: catalog)?.code == .policyViolation)
    }
}

@Suite struct `Changing options` {
    private func change(_ catalog: inout TopicCatalog, _ changes: ConfigChange...) throws -> TopicDescription {
        try run(.changeConfig(topic: "t", changes, by: .client, validateOnly: false), on: &catalog)
    }

    private func catalog(_ config: NamedValue...) throws -> TopicCatalog {
        var catalog = TopicCatalog()
        _ = try run(create("t", config: config), on: &catalog)
        return catalog
    }

    @Test func `sets, deletes, appends and subtracts`() throws {
        var catalog = try catalog()
        let appended = try change(&catalog, .init(.append, "cleanup.policy", "compact"))
        #expect(appended.overrides == ["cleanup.policy": "delete,compact"])
        #expect(try change(&catalog, .init(.subtract, "cleanup.policy", "delete")).overrides == ["cleanup.policy": "compact"])
        #expect(catalog["t"]?.config(defaults: [:]).isCompacted == true)
        #expect(catalog["t"]?.config(defaults: [:]).deletesOldSegments == false)
        let neither = try change(&catalog, .init(.subtract, "cleanup.policy", "compact"))
        #expect(neither.overrides == ["cleanup.policy": ""])
        #expect(!neither.config(defaults: [:]).deletesOldSegments && !neither.config(defaults: [:]).isCompacted)
        let both = try change(&catalog, .init(.delete, "cleanup.policy"), .init(.set, "segment.bytes", "1024"))
        #expect(both.overrides == ["segment.bytes": "1024"])
    }

    @Test func `appends to an unset list as to its built-in default, and sets what comes of it`() throws {
        var catalog = try catalog()
        #expect(try change(&catalog, .init(.append, "cleanup.policy", "delete")).overrides == ["cleanup.policy": "delete"])
        _ = try change(&catalog, .init(.delete, "cleanup.policy"))
        #expect(try change(&catalog, .init(.subtract, "cleanup.policy", "compact")).overrides == ["cleanup.policy": "delete"])
        _ = try change(&catalog, .init(.delete, "cleanup.policy"))
        #expect(try change(&catalog, .init(.subtract, "cleanup.policy", "delete")).overrides == ["cleanup.policy": ""])
        // What is set is what is added to, be it nothing.
        let added = try change(&catalog, .init(.append, "cleanup.policy", "compact"))
        #expect(added.overrides == ["cleanup.policy": "compact"])
    }

    @Test func `replacing puts back the defaults of what is not named`() throws {
        var catalog = try catalog(NamedValue("retention.ms", "5"), NamedValue("segment.ms", "7"))
        let topic = try run(
            .replaceConfig(topic: "t", [NamedValue("segment.ms", "9")], by: .client, validateOnly: false), on: &catalog)
        #expect(topic.overrides == ["segment.ms": "9"])
    }

    @Test func `that changes nothing writes nothing`() throws {
        let catalog = try catalog(NamedValue("retention.ms", "5"))
        let same = TopicCommand.changeConfig(topic: "t", [.init(.set, "retention.ms", "5")], by: .client, validateOnly: false)
        #expect(try catalog.decide(same).records.isEmpty)
    }

    @Test func `by validation alone writes nothing`() throws {
        let catalog = try catalog()
        let decision = try catalog.decide(
            .changeConfig(topic: "t", [.init(.set, "retention.ms", "5")], by: .client, validateOnly: true))
        #expect(decision.records.isEmpty)
        #expect(decision.reply.overrides == ["retention.ms": "5"])
    }

    struct Refused {
        var changes: [ConfigChange]
        var code: TopicRejection.Code
        var says: String
    }

    @Test(arguments: [
        Refused(changes: [.init(.set, "no.such", "1")], code: .invalidConfig, says: "is not known"),
        Refused(changes: [.init(.delete, "no.such")], code: .invalidConfig, says: "is not known"),
        Refused(changes: [.init(.set, "retention.ms")], code: .invalidRequest, says: "without a value"),
        Refused(changes: [.init(.append, "retention.ms", "1")], code: .invalidConfig, says: "is not a list"),
        Refused(changes: [.init(.set, "cleanup.policy", "delete,burn")], code: .invalidConfig, says: "some of"),
        Refused(
            changes: [.init(.set, "flush.ms", "1"), .init(.delete, "flush.ms")], code: .invalidRequest, says: "twice"),
        Refused(
            changes: [.init(.set, "min.compaction.lag.ms", "10"), .init(.set, "max.compaction.lag.ms", "9")],
            code: .invalidConfig, says: "more than max.compaction.lag.ms"),
    ])
    func `is refused with Kafka's code and a sentence`(_ row: Refused) throws {
        let catalog = try catalog()
        let command = TopicCommand.changeConfig(topic: "t", row.changes, by: .client, validateOnly: false)
        let rejection = try #require(refusal(of: command, by: catalog))
        #expect(rejection.code == row.code)
        #expect(rejection.sentence.contains(row.says), "\(rejection)")
    }

    @Test func `of the server's own topics is not for clients`() throws {
        var catalog = TopicCatalog()
        _ = try run(create("__consumer_offsets", by: .herald), on: &catalog)
        let changes = [ConfigChange(.set, "cleanup.policy", "delete")]
        let command = TopicCommand.changeConfig(topic: "__consumer_offsets", changes, by: .client, validateOnly: false)
        #expect(refusal(of: command, by: catalog)?.code == .policyViolation)
    }
}
