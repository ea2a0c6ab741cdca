import GroupCoordination
import Testing

@Suite struct `Leaving a group` {
    @Test func `makes the others join again`() throws {
        let (talk, members) = try Conversation.stable(2)
        #expect(talk.leave(Leaver(memberID: members[0])) == [nil])
        #expect(talk.heartbeat(members[1]) == .rebalanceInProgress)
        let alone = try talk.membership(talk.join(members[1]))
        #expect(alone.leader == members[1] && alone.generation == 2)
    }

    @Test func `the last one empties the group, and that is written`() throws {
        let (talk, members) = try Conversation.stable(1)
        #expect(talk.leave(Leaver(memberID: members[0])) == [nil])
        #expect(talk.group.phase == .empty && talk.group.isIdle)
        #expect(talk.stored.last == GroupMetadata(protocolType: "consumer", generation: 2))
        #expect(talk.timers.isEmpty)
    }

    @Test func `several at once start one rebalance and get an answer each`() throws {
        let (talk, members) = try Conversation.stable(3)
        let errors = talk.leave(
            Leaver(memberID: members[1]), Leaver(memberID: "stranger"), Leaver(memberID: members[2]),
            Leaver(memberID: "", instanceID: "nobody"))
        #expect(errors == [nil, .unknownMember, nil, .unknownMember])
        #expect(try talk.membership(talk.join(members[0])).generation == 2)
    }

    @Test func `a member that waits is answered that it is unknown`() throws {
        let (talk, members) = try Conversation.stable(2)
        let parked = talk.join(members[0])
        _ = talk.leave(Leaver(memberID: members[0]))
        #expect(talk.refusal(parked) == .unknownMember)
    }

    @Test func `one who only has an id gives it back`() throws {
        let (talk, members) = try Conversation.stable(1)
        let memberID = try talk.givenID(talk.join(version: 4))
        let parked = talk.join(members[0])
        #expect(talk.leave(Leaver(memberID: memberID)) == [nil])
        #expect(try talk.membership(parked).generation == 2)
        #expect(talk.timers[.pending(member: memberID)] == nil)
    }

    @Test func `a rebalance that waits for the leaver alone is over`() throws {
        let (talk, members) = try Conversation.stable(2)
        let parked = talk.join(members[0])
        _ = talk.leave(Leaver(memberID: members[1]))
        #expect(try talk.membership(parked).members.count == 1)
    }
}

@Suite struct `Deleting a group` {
    @Test func `ends it for good`() throws {
        let talk = Conversation()
        let memberID = try talk.givenID(talk.join(version: 4))
        talk.receive(.delete)
        #expect(talk.group.stateName == "Dead")
        #expect(talk.timers.isEmpty)
        #expect(talk.refusal(talk.join(memberID)) == .coordinatorNotAvailable)
        #expect(talk.refusal(talk.sync(memberID)) == .coordinatorNotAvailable)
        #expect(talk.heartbeat(memberID) == .coordinatorNotAvailable)
        #expect(talk.commit("", -1) == .coordinatorNotAvailable)
        #expect(talk.leave(Leaver(memberID: memberID)) == [.coordinatorNotAvailable])
    }
}

@Suite struct `Going on after a restart` {
    @Test func `members heartbeat as before and expire if they do not`() throws {
        let (before, members) = try Conversation.stable(2)
        let metadata = try #require(before.stored.last)
        let talk = Conversation()
        let (group, effects) = ClassicGroup.restored("g", metadata, parameters: GroupParameters(), now: 5)
        talk.group = group
        talk.now = 5
        for case .arm(let timer, let deadline) in effects { talk.timers[timer] = deadline }
        #expect(talk.timers.count == 2)
        #expect(group.phase == .stable && group.generation == 1 && group.leader == members[0])
        talk.wait(9_000)
        #expect(talk.heartbeat(members[1]) == nil)
        #expect(talk.assignment(talk.sync(members[1])) == [1])
        talk.wait(9_000)
        #expect(talk.group.members[members[0]] == nil)
        #expect(talk.heartbeat(members[1]) == .rebalanceInProgress)
        #expect(try talk.membership(talk.join(members[1])).generation == 2)
    }

    @Test func `an empty group keeps its generation`() throws {
        let metadata = GroupMetadata(protocolType: "consumer", generation: 41)
        let (group, effects) = ClassicGroup.restored("g", metadata, parameters: GroupParameters(), now: 0)
        #expect(group.phase == .empty && group.generation == 41 && effects.isEmpty)
    }
}
