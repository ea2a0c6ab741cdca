import GroupCoordination
import Testing

@Suite struct `Joining a group` {
    @Test func `the first member leads, and the generation begins when the delay is over`() throws {
        let talk = Conversation(delay: 100)
        let first = talk.join(metadata: [7])
        #expect(talk.isParked(first))
        #expect(talk.group.stateName == "PreparingRebalance")
        talk.wait(99)
        #expect(talk.isParked(first))
        // Nobody came since: once more the delay, as somebody is still expected, is not added.
        talk.wait(1)
        let membership = try talk.membership(first)
        #expect(membership.generation == 1)
        #expect(membership.leader == membership.memberID)
        #expect(membership.protocolName == "range")
        #expect(membership.members.map(\.memberID) == [membership.memberID])
        #expect(membership.members.map(\.metadata) == [[7]])
        #expect(talk.group.stateName == "CompletingRebalance")
    }

    @Test func `members that come during the delay prolong it and are in the same generation`() throws {
        let talk = Conversation(delay: 100)
        let first = talk.join()
        talk.wait(60)
        let second = talk.join()
        talk.wait(60)
        #expect(talk.isParked(first) && talk.isParked(second))
        talk.wait(80)
        #expect(try talk.membership(first).members.count == 2)
        #expect(try talk.membership(second).members.isEmpty)
        #expect(try talk.membership(second).leader == talk.membership(first).memberID)
    }

    @Test func `the delay is never prolonged beyond the rebalance timeout`() throws {
        let talk = Conversation(delay: 100)
        let first = talk.join(rebalance: 250)
        for _ in 0..<4 {
            talk.wait(60)
            talk.join(rebalance: 250)
        }
        talk.wait(10)
        #expect(try talk.membership(first).members.count == 5)
    }

    @Test func `without a delay a lone member is answered at once`() throws {
        let talk = Conversation(delay: 0)
        #expect(try talk.membership(talk.join()).generation == 1)
    }

    @Test func `since version 4 a member is first told its id and joins again with it`() throws {
        let talk = Conversation()
        let memberID = try talk.givenID(talk.join(version: 4))
        #expect(memberID == "c-1")
        #expect(talk.group.members.isEmpty)
        #expect(try talk.membership(talk.join(memberID, version: 4)).memberID == memberID)
        #expect(talk.group.pending.isEmpty)
    }

    @Test func `an id that was given out lasts for a session timeout`() throws {
        let talk = Conversation()
        let memberID = try talk.givenID(talk.join(version: 4))
        talk.wait(10_000)
        #expect(talk.refusal(talk.join(memberID, version: 4)) == .unknownMember)
        #expect(talk.timers.isEmpty)
    }

    @Test func `a rebalance waits for those who were just given an id`() throws {
        let (talk, members) = try Conversation.stable(1)
        let memberID = try talk.givenID(talk.join(version: 4))
        let again = talk.join(members[0])
        #expect(talk.isParked(again))
        let late = talk.join(memberID, version: 4)
        #expect(try talk.membership(again).members.count == 2)
        #expect(try talk.membership(late).generation == 2)
    }

    struct Refused {
        var about: String
        var error: GroupError
        var join: @Sendable (Conversation) -> RequestToken
    }

    @Test(arguments: [
        Refused(about: "a session that is too short", error: .invalidSessionTimeout) { $0.join(session: 5_999) },
        Refused(about: "a session that is too long", error: .invalidSessionTimeout) { $0.join(session: 1_800_001) },
        Refused(about: "an id that was never given", error: .unknownMember) { $0.join("stranger") },
        Refused(about: "an unknown id with an instance", error: .unknownMember) { $0.join("stranger", instance: "i") },
        Refused(about: "another protocol type", error: .inconsistentProtocol) { $0.join(type: "connect") },
        Refused(about: "no protocol in common", error: .inconsistentProtocol) { $0.join(protocols: ["sticky"]) },
        Refused(about: "no protocols", error: .inconsistentProtocol) { $0.join(protocols: []) },
        Refused(about: "no protocol type", error: .inconsistentProtocol) { $0.join(type: "") },
        Refused(about: "more protocols than the limit", error: .invalidRequest) {
            $0.join(protocols: (0..<65).map { "p\($0)" })
        },
        Refused(about: "a subscription beyond the limit", error: .invalidRequest) {
            $0.join(metadata: [UInt8](repeating: 0, count: 1 << 20 + 1))
        },
        Refused(about: "an endless client id", error: .invalidRequest) { $0.join(client: String(repeating: "x", count: 1025)) },
    ])
    func `is refused`(_ row: Refused) throws {
        let (talk, _) = try Conversation.stable(1)
        let token = row.join(talk)
        #expect(talk.refusal(token) == row.error, "\(row.about)")
        #expect(talk.group.phase == .stable)
        #expect(talk.group.members.count == 1)
    }

    @Test func `the least session can be configured`() throws {
        let talk = Conversation { $0.minSessionTimeout = 10 }
        _ = try talk.membership(talk.join(session: 10))
    }

    @Test func `a full group takes back its own and nobody else`() throws {
        let talk = Conversation { $0.maxMembers = 2 }
        let first = try talk.membership(talk.join()).memberID
        let second = talk.join()
        #expect(talk.refusal(talk.join()) == .groupFull)
        talk.join(first)
        #expect(try talk.membership(second).generation == 2)
    }

    @Test func `ids given out are bounded as well`() throws {
        let talk = Conversation { $0.maxMembers = 2 }
        _ = try talk.givenID(talk.join(version: 4))
        _ = try talk.givenID(talk.join(version: 4))
        #expect(talk.refusal(talk.join(version: 4)) == .groupFull)
    }
}

@Suite struct `Choosing a protocol` {
    struct Case {
        var offers: [[String]]
        var chosen: String
    }

    @Test(arguments: [
        Case(offers: [["range"], ["range"]], chosen: "range"),
        Case(offers: [["range", "sticky"], ["sticky", "range"], ["sticky", "range"]], chosen: "sticky"),
        Case(offers: [["a", "b", "c"], ["c", "b"], ["c", "b"]], chosen: "c"),
        Case(offers: [["a", "b", "c"], ["b", "c"], ["c", "b"]], chosen: "b"),
        Case(offers: [["a", "b"], ["b"]], chosen: "b"),
    ])
    func `every member votes for the first that all support, the leader decides ties`(_ row: Case) throws {
        let talk = Conversation(delay: 100)
        let joins = row.offers.map { talk.join(protocols: $0) }
        talk.wait(1_000)
        for join in joins { #expect(try talk.membership(join).protocolName == row.chosen) }
    }
}

@Suite struct `Joining again` {
    @Test func `an unchanged follower of a stable group is answered the generation it has`() throws {
        let (talk, members) = try Conversation.stable(2)
        let answer = try talk.membership(talk.join(members[1]))
        #expect(answer.generation == 1 && answer.members.isEmpty && answer.leader == members[0])
        #expect(talk.group.phase == .stable)
    }

    @Test func `a follower that changed starts a rebalance`() throws {
        let (talk, members) = try Conversation.stable(2)
        let changed = talk.join(members[1], metadata: [2])
        #expect(talk.isParked(changed))
        #expect(talk.heartbeat(members[0]) == .rebalanceInProgress)
        let leader = try talk.membership(talk.join(members[0]))
        #expect(leader.members.map(\.metadata) == [[1], [2]])
        #expect(try talk.membership(changed).generation == 2)
    }

    @Test func `a leader that joins again always starts a rebalance`() throws {
        let (talk, members) = try Conversation.stable(2)
        let again = talk.join(members[0])
        #expect(talk.isParked(again))
        talk.join(members[1])
        #expect(try talk.membership(again).generation == 2)
    }

    @Test func `while the leader assigns, an unchanged leader gets its members again`() throws {
        let talk = Conversation()
        let first = try talk.membership(talk.join())
        let again = try talk.membership(talk.join(first.memberID))
        #expect(again == first)
        #expect(talk.group.stateName == "CompletingRebalance")
    }

    @Test func `while the leader assigns, a changed member starts over and parked syncs are told`() throws {
        let talk = Conversation(delay: 100)
        let leader = talk.join()
        let follower = talk.join()
        talk.wait(1_000)
        let ids = try [leader, follower].map { try talk.membership($0).memberID }
        let parked = talk.sync(ids[1])
        #expect(talk.isParked(parked))
        talk.join(ids[0], metadata: [9])
        #expect(talk.refusal(parked) == .rebalanceInProgress)
        #expect(talk.group.stateName == "PreparingRebalance")
    }

    @Test func `a second join of the same member answers the first one`() throws {
        let (talk, members) = try Conversation.stable(2)
        let first = talk.join(members[0])
        let second = talk.join(members[0])
        #expect(talk.refusal(first) == .rebalanceInProgress)
        talk.join(members[1])
        #expect(try talk.membership(second).generation == 2)
    }

    @Test func `those who do not come back in time are left behind, and the leader is kept if it is here`() throws {
        let (talk, members) = try Conversation.stable(3)
        let joins = [talk.join(members[0]), talk.join(members[2])]
        for _ in 0..<12 {
            talk.wait(5_000)
            _ = talk.heartbeat(members[1])
        }
        #expect(try talk.membership(joins[0]).members.map(\.memberID) == [members[0], members[2]])
        #expect(talk.heartbeat(members[1]) == .unknownMember)
    }

    @Test func `if the leader does not come back, the member that is there longest leads`() throws {
        let (talk, members) = try Conversation.stable(3)
        let joins = [talk.join(members[2], metadata: [2]), talk.join(members[1])]
        talk.wait(60_000)
        #expect(try talk.membership(joins[0]).leader == members[1])
        #expect(try talk.membership(joins[1]).members.count == 2)
    }
}
