import GroupCoordination
import Testing

@Suite struct `Static members` {
    /// A stable group of static members "a", "b", …: their member ids.
    private func stable(_ instances: [String], session: Int32 = 10_000) throws -> (Conversation, [String]) {
        let talk = Conversation(delay: 100)
        let joins = instances.map { talk.join(instance: $0, session: session, version: 5) }
        talk.wait(1_000)
        let members = try joins.map { try talk.membership($0).memberID }
        for member in members.reversed() {
            talk.sync(member, giving: Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1, [UInt8($0)]) }))
        }
        try #require(talk.group.phase == .stable)
        return (talk, members)
    }

    @Test func `join without being sent back for an id`() throws {
        let (_, members) = try stable(["a"])
        #expect(members == ["a-1"])
    }

    @Test func `come back under a new id without a rebalance, and the old id is fenced`() throws {
        let (talk, members) = try stable(["a", "b"])
        talk.persistsAtOnce = false
        let back = talk.join(instance: "b", version: 5)
        #expect(talk.isParked(back))
        #expect(talk.stored.last?.members.map(\.memberID).last == "b-\(back.rawValue)")
        talk.receive(.persisted(ticket: talk.tickets.removeFirst(), failed: false))
        let membership = try talk.membership(back)
        #expect(membership.generation == 1 && membership.leader == members[0] && membership.members.isEmpty)
        #expect(talk.group.phase == .stable)
        #expect(talk.assignment(talk.sync(membership.memberID, instance: "b")) == [1])
        #expect(talk.heartbeat(members[1], instance: "b") == .fencedInstance)
        #expect(talk.commit(members[1], 1, instance: "b") == .fencedInstance)
        #expect(talk.refusal(talk.sync(members[1], instance: "b")) == .fencedInstance)
        #expect(talk.refusal(talk.join(members[1], instance: "b")) == .fencedInstance)
        #expect(talk.leave(Leaver(memberID: members[1], instanceID: "b")) == [.fencedInstance])
        #expect(talk.heartbeat(members[1]) == .unknownMember)
    }

    @Test func `a leader that comes back is told to leave the assignment alone`() throws {
        let (talk, _) = try stable(["a", "b"])
        let membership = try talk.membership(talk.join(instance: "a", version: 9))
        #expect(membership.skipAssignment && membership.leader == membership.memberID)
        #expect(membership.members.count == 2)
        #expect(talk.group.phase == .stable)
    }

    @Test func `a leader that cannot be told is told that its old id leads`() throws {
        let (talk, members) = try stable(["a", "b"])
        let membership = try talk.membership(talk.join(instance: "a", version: 8))
        #expect(!membership.skipAssignment && membership.leader == members[0] && membership.members.isEmpty)
        #expect(talk.group.leader == membership.memberID)
    }

    @Test func `if the new id cannot be written the client tries again`() throws {
        let (talk, _) = try stable(["a"])
        talk.persistsAtOnce = false
        let back = talk.join(instance: "a", version: 5)
        talk.receive(.persisted(ticket: talk.tickets.removeFirst(), failed: true))
        #expect(talk.refusal(back) == .coordinatorNotAvailable)
        talk.persistsAtOnce = true
        #expect(try talk.membership(talk.join(instance: "a", version: 5)).generation == 1)
    }

    @Test func `coming back with a protocol that changes the vote starts a rebalance`() throws {
        let (talk, _) = try stable(["a"])
        let back = talk.join(instance: "a", protocols: ["sticky"], version: 5)
        #expect(try talk.membership(back).generation == 2)
        #expect(try talk.membership(back).protocolName == "sticky")
    }

    @Test func `coming back while a join of the old id waits fences that join`() throws {
        let (talk, members) = try stable(["a", "b"])
        let old = talk.join(members[0], instance: "a")
        let back = talk.join(instance: "a", version: 5)
        #expect(talk.refusal(old) == .fencedInstance)
        talk.join(members[1], instance: "b")
        #expect(try talk.membership(back).generation == 2)
    }

    @Test func `coming back while the leader assigns starts over`() throws {
        let talk = Conversation(delay: 100)
        let joins = ["a", "b"].map { talk.join(instance: $0, version: 5) }
        talk.wait(1_000)
        let members = try joins.map { try talk.membership($0).memberID }
        let parked = talk.sync(members[1], instance: "b")
        talk.join(instance: "b", version: 5)
        #expect(talk.refusal(parked) == .fencedInstance)
        #expect(talk.group.stateName == "PreparingRebalance")
    }

    @Test func `keep their place through a rebalance they miss, until their session ends`() throws {
        let (talk, members) = try stable(["a", "b"], session: 100_000)
        let again = talk.join(members[0], instance: "a", session: 100_000, version: 5)
        talk.wait(60_000)
        #expect(try talk.membership(again).members.map(\.instanceID) == ["a", "b"])
        talk.sync(members[0], instance: "a", giving: [members[0]: [7]])
        talk.wait(45_000)
        #expect(talk.group.members[members[1]] == nil)
        #expect(talk.group.members[members[0]] != nil)
    }

    @Test func `if all are away a rebalance waits for one to come back or for their sessions to end`() throws {
        let (talk, members) = try stable(["a", "b"], session: 200_000)
        let token = talk.join(protocols: ["range"])
        #expect(talk.leave(Leaver(memberID: try #require(talk.group.membersInOrder.last?.id))) == [nil])
        #expect(talk.refusal(token) == .unknownMember)
        talk.wait(150_000)
        #expect(talk.group.stateName == "PreparingRebalance")
        #expect(talk.group.members.count == 2)
        talk.wait(100_000)
        #expect(talk.group.phase == .empty)
        #expect(talk.heartbeat(members[0]) == .unknownMember)
    }

    @Test func `are taken out by their instance`() throws {
        let (talk, _) = try stable(["a"])
        #expect(talk.leave(Leaver(memberID: "", instanceID: "a")) == [nil])
        #expect(talk.group.phase == .empty)
    }
}
