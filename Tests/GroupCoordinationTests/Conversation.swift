import GroupCoordination
import Testing

/// A group, its clients and a clock, with every effect performed: requests go in, answers are looked up.
final class Conversation {
    var group: ClassicGroup
    var now: Int64 = 0
    var timers: [GroupTimer: Int64] = [:]
    var answers: [RequestToken: GroupAnswer] = [:]
    /// Everything that was persisted, last one last.
    var stored: [GroupMetadata] = []
    /// Tickets not yet reported on; filled only while `persistsAtOnce` is off.
    var tickets: [UInt64] = []
    var persistsAtOnce = true
    var tokenCount: UInt64 = 0

    init(delay: Int64 = 0, _ change: (inout GroupParameters) -> Void = { _ in }) {
        var parameters = GroupParameters()
        parameters.initialRebalanceDelay = delay
        change(&parameters)
        group = ClassicGroup(id: "g", parameters: parameters)
    }

    // MARK: What clients say

    /// A join as a client of JoinGroup 3 says it, unless `v4` or more is asked for.
    @discardableResult
    func join(
        _ memberID: String = "", instance: String? = nil, protocols: [String] = ["range"], metadata: [UInt8] = [1],
        type: String = "consumer", session: Int32 = 10_000, rebalance: Int32 = 60_000, version: Int = 3, client: String = "c"
    ) -> RequestToken {
        let token = nextToken()
        let request = JoinRequest(
            memberID: memberID, instanceID: instance, clientID: client, clientHost: "/127.0.0.1", sessionTimeout: session,
            rebalanceTimeout: rebalance, protocolType: type,
            protocols: protocols.map { GroupProtocol(name: $0, metadata: metadata) }, freshID: "\(token.rawValue)",
            mustKnowMemberID: version >= 4, canSkipAssignment: version >= 9)
        receive(.join(request, token))
        return token
    }

    @discardableResult
    func sync(
        _ memberID: String, _ generation: Int32? = nil, instance: String? = nil, name: String? = nil,
        giving assignments: [String: [UInt8]] = [:]
    ) -> RequestToken {
        let token = nextToken()
        let claim = MemberClaim(memberID: memberID, instanceID: instance, generation: generation ?? group.generation)
        receive(.sync(SyncRequest(claim: claim, protocolName: name, assignments: assignments), token))
        return token
    }

    func heartbeat(_ memberID: String, _ generation: Int32? = nil, instance: String? = nil) -> GroupError? {
        let token = nextToken()
        let claim = MemberClaim(memberID: memberID, instanceID: instance, generation: generation ?? group.generation)
        receive(.heartbeat(claim, token))
        guard case .heartbeat(let error) = answers[token] else { return .policyViolation }
        return error
    }

    func leave(_ leavers: Leaver...) -> [GroupError?] {
        let token = nextToken()
        receive(.leave(leavers, token))
        guard case .left(let errors) = answers[token] else { return [.policyViolation] }
        return errors
    }

    func commit(_ memberID: String, _ generation: Int32, instance: String? = nil) -> GroupError? {
        group.validateCommit(MemberClaim(memberID: memberID, instanceID: instance, generation: generation), now: now)
    }

    /// Lets time pass; timers fire when they are due.
    func wait(_ milliseconds: Int64) {
        let end = now + milliseconds
        while let next = timers.min(by: { ($0.value, "\($0.key)") < ($1.value, "\($1.key)") }), next.value <= end {
            now = max(now, next.value)
            timers[next.key] = nil
            receive(.timer(next.key))
        }
        now = end
    }

    func receive(_ event: GroupEvent) {
        for effect in group.receive(event, now: now) {
            switch effect {
            case .answer(let token, let answer):
                #expect(answers[token] == nil, "\(token) is answered twice")
                answers[token] = answer
            case .arm(let timer, let deadline): timers[timer] = deadline
            case .cancel(let timer): timers[timer] = nil
            case .persist(let metadata, let ticket):
                stored.append(metadata)
                tickets.append(ticket)
            }
        }
        while persistsAtOnce, !tickets.isEmpty { receive(.persisted(ticket: tickets.removeFirst(), failed: false)) }
    }

    func nextToken() -> RequestToken {
        tokenCount += 1
        return RequestToken(tokenCount)
    }

    // MARK: What they hear

    func membership(_ token: RequestToken) throws -> Membership {
        guard case .joined(let membership) = answers[token] else {
            Issue.record("expected a membership, found \(String(describing: answers[token]))")
            throw Missing()
        }
        return membership
    }

    func refusal(_ token: RequestToken) -> GroupError? {
        switch answers[token] {
        case .joinRefused(let error, _): error
        case .syncRefused(let error): error
        default: nil
        }
    }

    /// The id a refused member is to come back with.
    func givenID(_ token: RequestToken) throws -> String {
        guard case .joinRefused(.memberIDRequired, let memberID) = answers[token] else { throw Missing() }
        return memberID
    }

    func assignment(_ token: RequestToken) -> [UInt8]? {
        guard case .synced(let assignment) = answers[token] else { return nil }
        return assignment.bytes
    }

    func isParked(_ token: RequestToken) -> Bool { answers[token] == nil }

    struct Missing: Error {}
}

extension Conversation {
    /// A stable group of that many dynamic members, the first of which leads. Member ids in order of joining.
    static func stable(_ count: Int, delay: Int64 = 100) throws -> (Conversation, [String]) {
        let talk = Conversation(delay: delay)
        let joins = (0..<count).map { _ in talk.join() }
        talk.wait(1_000)
        let memberIDs = try joins.map { try talk.membership($0).memberID }
        for memberID in memberIDs.reversed() {
            talk.sync(memberID, giving: Dictionary(uniqueKeysWithValues: memberIDs.enumerated().map { ($1, [UInt8($0)]) }))
        }
        try #require(talk.group.phase == .stable)
        return (talk, memberIDs)
    }
}
