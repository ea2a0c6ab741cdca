import GroupCoordination
import Testing

@Suite struct `Fetching assignments` {
    private func completing(_ count: Int = 2) throws -> (Conversation, [String]) {
        let talk = Conversation(delay: 100)
        let joins = (0..<count).map { _ in talk.join() }
        talk.wait(1_000)
        return (talk, try joins.map { try talk.membership($0).memberID })
    }

    @Test func `followers wait until the leader's assignments are durable`() throws {
        let (talk, members) = try completing()
        talk.persistsAtOnce = false
        let follower = talk.sync(members[1])
        let leader = talk.sync(members[0], giving: [members[0]: [1], members[1]: [2]])
        #expect(talk.isParked(follower) && talk.isParked(leader))
        #expect(talk.stored.last?.members.map(\.assignment) == [[1], [2]])
        talk.receive(.persisted(ticket: talk.tickets.removeFirst(), failed: false))
        #expect(talk.assignment(leader) == [1])
        #expect(talk.assignment(follower) == [2])
        #expect(talk.group.phase == .stable)
        #expect(talk.timers[.sync] == nil)
    }

    @Test func `a member the leader forgot gets nothing`() throws {
        let (talk, members) = try completing()
        talk.sync(members[0], giving: [members[0]: [1]])
        #expect(talk.assignment(talk.sync(members[1])) == [])
    }

    @Test func `if the log fails, all are sent looking and join again`() throws {
        let (talk, members) = try completing()
        talk.persistsAtOnce = false
        let syncs = [talk.sync(members[1]), talk.sync(members[0], giving: [members[1]: [2]])]
        talk.receive(.persisted(ticket: talk.tickets.removeFirst(), failed: true))
        for sync in syncs { #expect(talk.refusal(sync) == .coordinatorNotAvailable) }
        #expect(talk.group.stateName == "PreparingRebalance")
    }

    @Test func `the answer to a write of an earlier generation changes nothing`() throws {
        let (talk, members) = try completing()
        talk.persistsAtOnce = false
        let leader = talk.sync(members[0], giving: [members[0]: [1]])
        let ticket = talk.tickets.removeFirst()
        talk.join(members[1], metadata: [9])
        #expect(talk.refusal(leader) == .rebalanceInProgress)
        talk.receive(.persisted(ticket: ticket, failed: false))
        #expect(talk.group.stateName == "PreparingRebalance")
    }

    @Test func `a leader that asks twice is answered once for each request and written once`() throws {
        let (talk, members) = try completing()
        talk.persistsAtOnce = false
        let first = talk.sync(members[0], giving: [members[0]: [1]])
        let second = talk.sync(members[0], giving: [members[0]: [1]])
        #expect(talk.refusal(first) == .rebalanceInProgress)
        #expect(talk.tickets.count == 1)
        talk.receive(.persisted(ticket: talk.tickets.removeFirst(), failed: false))
        #expect(talk.assignment(second) == [1])
    }

    @Test func `in a stable group the assignment is answered again`() throws {
        let (talk, members) = try Conversation.stable(2)
        #expect(talk.assignment(talk.sync(members[1])) == [1])
    }

    @Test func `is refused to strangers, to the past, and to another protocol`() throws {
        let (talk, members) = try Conversation.stable(2)
        #expect(talk.refusal(talk.sync("stranger")) == .unknownMember)
        #expect(talk.refusal(talk.sync(members[1], 0)) == .illegalGeneration)
        #expect(talk.refusal(talk.sync(members[1], 2)) == .illegalGeneration)
        #expect(talk.refusal(talk.sync(members[1], name: "sticky")) == .inconsistentProtocol)
        talk.join(members[0])
        #expect(talk.refusal(talk.sync(members[1])) == .rebalanceInProgress)
    }

    @Test func `members that never ask are dropped after the rebalance timeout`() throws {
        let (talk, members) = try completing(3)
        talk.sync(members[0], giving: [:])
        talk.sync(members[1])
        for _ in 0..<13 {
            talk.wait(5_000)
            for member in members { _ = talk.heartbeat(member) }
        }
        #expect(talk.group.members[members[2]] == nil)
        #expect(talk.group.stateName == "PreparingRebalance")
    }

    @Test func `assignments beyond the limit are refused to the leader`() throws {
        let talk = Conversation { $0.maxGroupBytes = 10 }
        let leader = try talk.membership(talk.join()).memberID
        #expect(talk.refusal(talk.sync(leader, giving: [leader: [UInt8](repeating: 0, count: 10)])) == .invalidRequest)
        #expect(talk.assignment(talk.sync(leader, giving: [leader: [UInt8](repeating: 0, count: 9)]))?.count == 9)
    }
}

@Suite struct `Heartbeats` {
    @Test func `keep a member alive, and silence ends it`() throws {
        let (talk, members) = try Conversation.stable(2)
        for _ in 0..<3 {
            talk.wait(9_000)
            #expect(talk.heartbeat(members[0]) == nil || talk.group.members.count == 1)
        }
        #expect(talk.group.members[members[0]] != nil)
        #expect(talk.group.members[members[1]] == nil)
    }

    @Test func `a member that waits for an answer is alive without them`() throws {
        let (talk, members) = try Conversation.stable(2)
        let parked = talk.join(members[0])
        for _ in 0..<5 {
            talk.wait(9_000)
            #expect(talk.heartbeat(members[1]) == .rebalanceInProgress)
        }
        #expect(talk.isParked(parked))
        #expect(talk.group.members.count == 2)
    }

    @Test func `while the leader assigns are well`() throws {
        let talk = Conversation()
        let leader = try talk.membership(talk.join()).memberID
        #expect(talk.heartbeat(leader) == nil)
    }

    @Test func `of strangers and of other generations are refused`() throws {
        let (talk, members) = try Conversation.stable(1)
        #expect(talk.heartbeat("stranger") == .unknownMember)
        #expect(talk.heartbeat(members[0], 0) == .illegalGeneration)
        #expect(talk.heartbeat(members[0], 2) == .illegalGeneration)
    }

    @Test func `in an empty group are refused`() {
        let talk = Conversation()
        #expect(talk.heartbeat("anyone", 0) == .unknownMember)
    }
}

@Suite struct `Commits` {
    @Test func `of members need the right id and generation, and renew the session`() throws {
        let (talk, members) = try Conversation.stable(1)
        #expect(talk.commit(members[0], 1) == nil)
        #expect(talk.commit("stranger", 1) == .unknownMember)
        #expect(talk.commit(members[0], 0) == .illegalGeneration)
        for _ in 0..<5 {
            talk.wait(9_000)
            #expect(talk.commit(members[0], 1) == nil)
        }
        #expect(talk.group.phase == .stable)
    }

    @Test func `from outside are good only while there are no members`() throws {
        let (talk, members) = try Conversation.stable(1)
        #expect(talk.commit("", -1) == .unknownMember)
        #expect(talk.leave(Leaver(memberID: members[0])) == [nil])
        #expect(talk.commit("", -1) == nil)
        #expect(talk.commit(members[0], 1) == .unknownMember)
    }

    @Test func `go on during a rebalance until the next generation begins`() throws {
        let (talk, members) = try Conversation.stable(2)
        let joins = [talk.join(members[0])]
        #expect(talk.commit(members[1], 1) == nil)
        talk.join(members[1])
        #expect(try talk.membership(joins[0]).generation == 2)
        #expect(talk.commit(members[1], 1) == .illegalGeneration)
        #expect(talk.commit(members[1], 2) == .rebalanceInProgress)
    }
}
