import GroupCoordination
import TestKit
import Testing

@Suite struct `Whatever happens to a group` {
    /// A failure names its seed: put that alone into the arguments to run it again.
    @Test(arguments: 0..<200)
    func `its promises hold`(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let talk = Conversation(delay: Bool.random(using: &random) ? 100 : 0) { $0.maxMembers = 6 }
        talk.persistsAtOnce = false
        var asked: Set<RequestToken> = []
        var generation: Int32 = 0
        var known: [String] = []

        for step in 0..<400 {
            let place = "seed \(seed), step \(step), \(talk.group.stateName)"
            let someone = known.randomElement(using: &random) ?? "stranger"
            let instance = ["a", "b", nil, nil, nil].randomElement(using: &random) ?? nil
            switch Int.random(in: 0..<12, using: &random) {
            case 0...1:
                let version = [3, 5, 9].randomElement(using: &random) ?? 3
                asked.insert(talk.join(instance: instance, rebalance: 30_000, version: version))
            case 2...4:
                let metadata: [UInt8] = Bool.random(using: &random) ? [1] : [2]
                asked.insert(talk.join(someone, instance: instanceOf(someone), metadata: metadata, rebalance: 30_000, version: 9))
            case 5...7:
                asked.insert(talk.sync(someone, instance: instanceOf(someone), giving: [someone: [1]]))
            case 8: _ = talk.heartbeat(someone)
            case 9: _ = talk.leave(Leaver(memberID: someone))
            case 10: talk.wait(Int64.random(in: 0...20_000, using: &random))
            default:
                if !talk.tickets.isEmpty {
                    let ticket = talk.tickets.removeFirst()
                    talk.receive(.persisted(ticket: ticket, failed: Int.random(in: 0..<5, using: &random) == 0))
                }
            }
            for case .joined(let membership) in talk.answers.values where !known.contains(membership.memberID) {
                known.append(membership.memberID)
            }
            for case .joinRefused(.memberIDRequired, let memberID) in talk.answers.values where !known.contains(memberID) {
                known.append(memberID)
            }
            check(talk, &generation, place)
        }

        // With everybody silent and the log working, all is answered and nobody is left.
        for _ in 0..<40 {
            talk.wait(30_000)
            while !talk.tickets.isEmpty { talk.receive(.persisted(ticket: talk.tickets.removeFirst(), failed: false)) }
        }
        for token in asked { #expect(talk.answers[token] != nil, "seed \(seed): \(token) was never answered") }
        #expect(talk.group.members.isEmpty, "seed \(seed)")
        #expect(talk.timers.isEmpty, "seed \(seed): \(talk.timers)")
    }

    private func instanceOf(_ memberID: String) -> String? {
        memberID.hasPrefix("a-") ? "a" : memberID.hasPrefix("b-") ? "b" : nil
    }

    private func check(_ talk: Conversation, _ generation: inout Int32, _ place: String) {
        let group = talk.group
        #expect(group.generation >= generation, "\(place): the generation went back")
        generation = group.generation
        #expect(group.members.count <= 6 && group.pending.count <= 6, "\(place): too many")
        if group.members.isEmpty {
            #expect(group.leader == nil, "\(place): nobody leads nobody")
        } else {
            #expect(group.leader.flatMap { group.members[$0] } != nil, "\(place): somebody leads")
        }
        switch group.phase {
        case .empty: #expect(group.members.isEmpty, "\(place)")
        case .stable, .completing: #expect(!group.members.isEmpty && group.protocolName != nil, "\(place)")
        case .preparing: #expect(talk.timers[.rebalance] != nil, "\(place): a rebalance ends")
        case .dead: Issue.record("\(place): nobody deleted it")
        }
        for timer in talk.timers.keys {
            switch timer {
            case .session(let member): #expect(group.members[member] != nil, "\(place): \(timer) of nobody")
            case .pending(let member): #expect(group.pending[member] != nil, "\(place): \(timer) of nobody")
            case .rebalance:
                if case .preparing = group.phase { break }
                Issue.record("\(place): a timer for no rebalance")
            case .sync: #expect(group.phase != .empty, "\(place): a timer for no sync")
            }
        }
        for member in group.members.keys {
            #expect(talk.timers[.session(member: member)] != nil, "\(place): \(member) never expires")
        }
    }
}
