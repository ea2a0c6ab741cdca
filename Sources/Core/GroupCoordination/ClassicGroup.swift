/// A group of the classic protocol (JoinGroup, SyncGroup, Heartbeat, LeaveGroup) as events and effects.
///
/// Members that consume together agree in rounds: all join, one of them (the leader) is told who is there and divides the
/// work, all fetch their share, and the group is stable until somebody comes, goes or changes. `now` is milliseconds of a
/// clock that never goes back. Holds no clock, promise or file: `GroupHost` performs the effects.
/// Source: KIP-62, 134, 345, 394, 814 and the behaviour of Apache Kafka 3.9.
package struct ClassicGroup: Sendable {
    package enum Phase: Sendable, Equatable {
        /// No members. Left by the first join, or for good by deletion.
        case empty
        /// Members' joins are parked until all are here or the time is up.
        case preparing(Preparation)
        /// The leader has been asked to assign; `persisting` is the ticket of its answer, once that is being written.
        case completing(persisting: UInt64?)
        /// Everybody has, or can ask for, a share.
        case stable
        /// Deleted. Never left.
        case dead
    }

    package struct Preparation: Sendable, Equatable {
        /// When those who are not here are left behind.
        var deadline: Int64
        /// Set while an empty group waits for its first members. Such a wait never ends early.
        var initial: InitialDelay?
    }

    struct InitialDelay: Sendable, Equatable {
        /// How much longer the wait may become.
        var remaining: Int64
        /// Whether somebody came since the deadline was set.
        var memberAdded = false
    }

    /// A static member that came back while the group was stable, whose new id is being written.
    struct Return: Sendable {
        var memberID: String
        var token: RequestToken
        var membership: Membership
    }

    package let id: String
    let parameters: GroupParameters

    package internal(set) var phase: Phase = .empty
    package internal(set) var generation: Int32 = 0
    /// "consumer", "connect", …; kept while the group is empty.
    package internal(set) var protocolType: String?
    package internal(set) var protocolName: String?
    package internal(set) var leader: String?
    package internal(set) var members: [String: GroupMember] = [:]
    /// Members that were given an id and have not joined with it, and how long they may take.
    package internal(set) var pending: [String: Int64] = [:]
    /// Member ids by instance id.
    var instances: [String: String] = [:]
    /// Members of this generation that have not asked for their assignment, and how long they may take.
    var unsynced: Set<String> = []
    var syncDeadline: Int64?
    /// By ticket.
    var returns: [UInt64: Return] = [:]
    var joinCount: UInt64 = 0
    var ticketCount: UInt64 = 0

    // For the length of one `receive`.
    var now: Int64 = 0
    var effects: [GroupEffect] = []

    /// - Parameter generation: The last one, or the last epoch, that a group of this name had.
    package init(id: String, generation: Int32 = 0, parameters: GroupParameters) {
        self.id = id
        self.generation = generation
        self.parameters = parameters
    }

    /// About what it takes of memory.
    package var byteCount: Int {
        members.values.reduce(pending.count * Self.memberByteCount) { total, member in
            member.protocols.reduce(total + Self.memberByteCount + member.assignment.count) { $0 + $1.metadata.count + 64 }
        }
    }

    /// Whether `byteCount` has it already: as a member, as one that is to come with the id it was told, or as the member whose
    /// place it takes, with the same instance id.
    package func counts(_ memberID: String, _ instanceID: String?) -> Bool {
        members[memberID] != nil || pending[memberID] != nil || instanceID.map { instances[$0] != nil } ?? false
    }

    /// About what a member takes beside its subscriptions: names, places in tables, a timer.
    private static let memberByteCount = 1_024

    package mutating func receive(_ event: GroupEvent, now: Int64) -> [GroupEffect] {
        self.now = now
        effects = []
        switch event {
        case .join(let request, let token): join(request, token)
        case .sync(let request, let token): sync(request, token)
        case .heartbeat(let claim, let token): effects.append(.answer(token, .heartbeat(heartbeat(claim))))
        case .leave(let leavers, let token): leave(leavers, token)
        case .timer(let timer): ranOut(timer)
        case .persisted(let ticket, let failed): persisted(ticket, failed: failed)
        case .delete: delete()
        }
        defer { effects = [] }
        return effects
    }

    /// Whether nothing would be lost by starting again from the stored metadata.
    package var isIdle: Bool { phase == .empty && pending.isEmpty }

    /// In the order they came.
    package var membersInOrder: [GroupMember] { members.values.sorted { $0.order < $1.order } }

    /// The state's name in DescribeGroups and ListGroups.
    package var stateName: String {
        switch phase {
        case .empty: "Empty"
        case .preparing: "PreparingRebalance"
        case .completing: "CompletingRebalance"
        case .stable: "Stable"
        case .dead: "Dead"
        }
    }

    // MARK: Shared by the parts below

    /// Whether the claim names a member of this group, and the right one.
    func refusal(of memberID: String, _ instanceID: String?) -> GroupError? {
        if let instanceID {
            guard let current = instances[instanceID] else { return .unknownMember }
            guard current == memberID else { return .fencedInstance }
        }
        return members[memberID] == nil ? .unknownMember : nil
    }

    /// Gives the member a whole session from now. Its timer finds that out when it runs out.
    mutating func renewSession(of memberID: String) {
        guard let timeout = members[memberID]?.sessionTimeout else { return }
        members[memberID]?.sessionDeadline = now + Int64(timeout)
    }

    mutating func answerJoin(of memberID: String, _ answer: GroupAnswer) {
        guard let token = members[memberID]?.parkedJoin else { return }
        members[memberID]?.parkedJoin = nil
        renewSession(of: memberID)
        effects.append(.answer(token, answer))
    }

    mutating func answerSync(of memberID: String, _ answer: GroupAnswer) {
        guard let token = members[memberID]?.parkedSync else { return }
        members[memberID]?.parkedSync = nil
        renewSession(of: memberID)
        effects.append(.answer(token, answer))
    }

    /// Asks for the group, as it is, to be written.
    mutating func persist() -> UInt64 {
        ticketCount += 1
        effects.append(.persist(metadata, ticket: ticketCount))
        return ticketCount
    }

    private mutating func delete() {
        precondition(phase == .empty, "only an empty group is deleted")
        for memberID in pending.keys.sorted() { effects.append(.cancel(.pending(member: memberID))) }
        pending = [:]
        phase = .dead
    }
}
