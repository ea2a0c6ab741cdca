import GroupCoordination
import TestKit
import Testing
import TopicModel

@Suite struct `A group whose assignments the server makes` {
    @Test func `gives its first member everything, in the first answer`() throws {
        let talk = ConsumerTalk()
        let place = try talk.join("a")
        #expect(place.epoch == 1 && place.assignment?.count == 6)
        #expect(talk.group.stateName == "Stable")
        #expect(try talk.beat("a").assignment == nil)
    }

    @Test func `takes from one before it gives to another`() throws {
        let talk = ConsumerTalk()
        try talk.join("a")
        #expect(try talk.join("b").assignment == [])
        #expect(talk.group.stateName == "Reconciling")
        // a is told to keep three, and its epoch stays until it says that it does.
        let told = try talk.beat("a")
        #expect(told.assignment?.count == 3 && told.epoch == 1)
        #expect(try talk.beat("b").assignment == nil)
        #expect(try talk.beat("a").epoch == 2)
        #expect(try talk.beat("b").assignment?.count == 3)
        #expect(talk.group.stateName == "Stable")
        #expect(Set(talk.indexes("a") + talk.indexes("b")) == Set(0..<6))
    }

    @Test func `divides what a leaver had`() throws {
        let talk = ConsumerTalk()
        try talk.join("a")
        try talk.join("b")
        try talk.settle()
        #expect(try talk.say("b", epoch: -1).epoch == -1)
        talk.clients["b"] = nil
        try talk.settle()
        #expect(talk.indexes("a") == [0, 1, 2, 3, 4, 5])
        #expect(talk.group.epoch == 3)
    }

    @Test func `takes out who is silent, and its epoch never goes back`() throws {
        let talk = ConsumerTalk()
        try talk.join("a")
        #expect(talk.group.nextDeadline == 45_000)
        #expect(talk.group.expire(now: 44_999) == [])
        #expect(talk.group.expire(now: 45_000) == ["a"])
        #expect(talk.group.stateName == "Empty" && talk.group.epoch == 2)
        #expect(talk.refusal { () throws(ConsumerRefusal) in try talk.beat("a") } == .unknownMember)
        #expect(try talk.join("a").epoch == 3)
    }

    @Test func `goes by other times from a member's next heartbeat on`() throws {
        let talk = ConsumerTalk()
        try talk.join("a")
        talk.group.follow(ConsumerTimes(sessionTimeout: 9_000, heartbeatInterval: 1_000))
        #expect(talk.group.nextDeadline == 45_000)
        _ = try talk.beat("a")
        #expect(talk.group.nextDeadline == 9_000)
    }

    @Test func `takes out who does not give back what it was asked for`() throws {
        let talk = ConsumerTalk()
        try talk.join("a", rebalance: 5_000)
        try talk.join("b")
        _ = try talk.say("a", epoch: 1)
        talk.now = 4_000
        _ = try talk.say("a", epoch: 1)
        #expect(talk.group.expire(now: 5_000) == ["a"])
        #expect(talk.refusal { () throws(ConsumerRefusal) in try talk.beat("a") } == .unknownMember)
    }

    @Test func `fences epochs that are not the member's`() throws {
        let talk = ConsumerTalk()
        try talk.join("a")
        #expect(talk.refusal { () throws(ConsumerRefusal) in try talk.say("a", epoch: 7) } == .fencedMemberEpoch)
        #expect(talk.refusal { () throws(ConsumerRefusal) in try talk.say("z", epoch: 1) } == .unknownMember)
        #expect(talk.refusal { () throws(ConsumerRefusal) in try talk.say("a", epoch: -3) } == .invalidRequest)
    }

    @Test func `repeats an answer that was lost`() throws {
        let talk = ConsumerTalk()
        try talk.join("a")
        try talk.join("b")
        try talk.beat("a")
        let kept = try #require(talk.clients["a"]).owned
        _ = try talk.say("a", epoch: 1, owned: kept)
        #expect(talk.group.members["a"]?.current.epoch == 2)
        // The answer with epoch 2 did not arrive.
        #expect(try talk.say("a", epoch: 1, owned: kept) == ConsumerPlace(memberID: "a", epoch: 2, assignment: kept))
        let foreign = try #require(talk.group.members["b"]?.target)
        #expect(talk.refusal { () throws(ConsumerRefusal) in try talk.say("a", epoch: 1, owned: foreign) } == .fencedMemberEpoch)
        #expect(talk.refusal { () throws(ConsumerRefusal) in try talk.say("a", epoch: 1) } == .fencedMemberEpoch)
    }

    @Test func `lets a member that was fenced join again with its id`() throws {
        let talk = ConsumerTalk()
        try talk.join("a")
        let place = try talk.join("a")
        #expect(place.assignment?.count == 6 && place.epoch == 1)
    }

    @Test func `wants everything said by who joins`() {
        let talk = ConsumerTalk()
        let said = [
            ConsumerHeartbeat(memberID: "", epoch: 0, rebalanceTimeout: 1, topics: [], owned: []),
            ConsumerHeartbeat(memberID: "a", epoch: 0, topics: [], owned: []),
            ConsumerHeartbeat(memberID: "a", epoch: 0, rebalanceTimeout: 1, owned: []),
            ConsumerHeartbeat(
                memberID: "a", epoch: 0, rebalanceTimeout: 1, topics: [],
                owned: [AssignedPartition(topic: ConsumerTalk.orders, index: 0)]),
        ]
        for heartbeat in said {
            #expect(talk.refusal { () throws(ConsumerRefusal) in try talk.group.heartbeat(heartbeat, now: 0) } == .invalidRequest)
        }
        #expect(talk.refusal { () throws(ConsumerRefusal) in try talk.join("a", assignor: "mine") } == .unsupportedAssignor)
        #expect(talk.refusal { () throws(ConsumerRefusal) in try talk.join("a", nil, pattern: "(") } == .invalidPattern)
        #expect(talk.group.isEmpty && talk.group.epoch == 0)
    }

    @Test func `follows topics that come, grow and go`() throws {
        let talk = ConsumerTalk(["orders": 2])
        try talk.join("a", ["orders", "users"])
        talk.setTopics(["orders": 2, "users": 1])
        try talk.settle()
        #expect(talk.indexes("a") == [0, 0, 1])
        talk.setTopics(["orders": 3, "users": 1, "other": 9])
        try talk.settle()
        #expect(talk.indexes("a") == [0, 0, 1, 2])
        talk.setTopics(["users": 1, "other": 9])
        try talk.settle()
        #expect(talk.clients["a"]?.owned == [AssignedPartition(topic: ConsumerTalk.users, index: 0)])
        let epoch = talk.group.epoch
        talk.setTopics(["users": 1, "other": 8])
        #expect(talk.group.epoch == epoch)
    }

    @Test func `finds topics by a pattern, also such as come later`() throws {
        let talk = ConsumerTalk(["orders": 1, "hidden": 1])
        try talk.join("a", nil, pattern: "^(orders|hid.*|users)$")
        #expect(talk.clients["a"]?.owned.count == 1)
        talk.setTopics(["orders": 1, "hidden": 1, "users": 2])
        try talk.settle()
        #expect(talk.clients["a"]?.owned.count == 3)
        #expect(talk.group.topicNames().values.sorted() == ["orders", "users"])
    }

    @Test func `keeps the place of a static member that will be back`() throws {
        let talk = ConsumerTalk()
        try talk.join("a", instance: "i")
        try talk.join("b")
        try talk.settle()
        let share = talk.clients["a"]?.owned
        let epoch = talk.group.epoch
        #expect(try talk.say("a", epoch: -2, instance: "i").epoch == -2)
        talk.clients["a"] = nil
        try talk.settle()
        #expect(talk.indexes("b").count == 3)
        let back = try talk.join("a2", instance: "i")
        #expect(back.assignment == share && back.epoch == epoch && talk.group.epoch == epoch)
        #expect(talk.refusal { () throws(ConsumerRefusal) in try talk.say("a", epoch: epoch, instance: "i") } == .fencedInstance)
    }

    @Test func `refuses a second member of an instance id that is in use`() throws {
        let talk = ConsumerTalk()
        try talk.join("a", instance: "i")
        #expect(talk.refusal { () throws(ConsumerRefusal) in try talk.join("b", instance: "i") } == .unreleasedInstance)
        #expect(talk.refusal { () throws(ConsumerRefusal) in try talk.say("a", epoch: -1, instance: "j") } == .unknownMember)
        _ = try talk.say("a", epoch: -1, instance: "i")
        #expect(try talk.join("b", instance: "i").assignment?.count == 6)
    }

    @Test func `lets members commit in their epoch alone`() throws {
        let talk = ConsumerTalk()
        #expect(talk.group.refusal(of: MemberClaim(memberID: "", generation: -1)) == nil)
        try talk.join("a")
        #expect(talk.group.refusal(of: MemberClaim(memberID: "a", generation: 1)) == nil)
        #expect(talk.group.refusal(of: MemberClaim(memberID: "a", generation: 0)) == .staleMemberEpoch)
        #expect(talk.group.refusal(of: MemberClaim(memberID: "b", generation: 1)) == .unknownMember)
        #expect(talk.group.refusal(of: MemberClaim(memberID: "", generation: -1)) == .unknownMember)
    }

    @Test func `uses the assignor that most members name`() throws {
        let talk = ConsumerTalk()
        try talk.join("a", assignor: "range")
        #expect(talk.group.assignor == .range)
        try talk.join("b", assignor: "uniform")
        #expect(talk.group.assignor == .uniform)
    }

    @Test(arguments: [UInt64](1...20))
    func `never puts a partition into two members' hands, whatever happens`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let talk = ConsumerTalk(["orders": 5, "users": 3])
        let names = (0..<5).map { "m\($0)" }
        var epoch: Int32 = 0
        for _ in 0..<400 {
            let id = names.randomElement(using: &random) ?? ""
            switch Int.random(in: 0..<12, using: &random) {
            case 0: try talk.join(id, [["orders"], ["users"], ["orders", "users"]].randomElement(using: &random) ?? [])
            case 1:
                if let client = talk.clients.removeValue(forKey: id) { _ = try? talk.say(client.id, epoch: -1) }
            case 2: talk.setTopics(["orders": .random(in: 1...7, using: &random), "users": .random(in: 0...4, using: &random)])
            default: _ = try? talk.beat(id)
            }
            let all = talk.clients.values.flatMap(\.owned)
            #expect(all.count == Set(all).count, "seed \(seed): a partition is used twice")
            #expect(talk.group.epoch >= epoch, "seed \(seed): the epoch went back")
            epoch = talk.group.epoch
        }
        try talk.settle()
        for (id, client) in talk.clients {
            #expect(client.owned == talk.group.members[id]?.target, "seed \(seed): \(id) has not arrived at its target")
        }
    }
}
