package import TopicModel

/// A group whose assignments the server makes (KIP-848). A pure value: holds no clock, promise or file; `now` is
/// milliseconds of a clock that never goes back.
///
/// Three things follow each other. The *group epoch* counts changes of members, subscriptions and topics. The *target* says
/// who is to have what once everybody has followed, and is computed anew with each epoch. Each *member* goes to its part
/// of the target in heartbeats: first it gives up what it is to lose, and when others have given up what it is to get, it
/// gets that. No partition is ever in two members' hands.
///
/// What of it outlives a restart is `kept`; everything else follows from that, or begins anew.
/// Source: KIP-848 and the behaviour of Apache Kafka 4.0.
package struct ConsumerGroup: Sendable {
    package let id: String
    private(set) var parameters: GroupParameters

    /// Goes up with every change, also of a group that was empty in between.
    package internal(set) var epoch: Int32 { didSet { news.isOfGroup = true } }
    /// The epoch that members' targets were made for.
    package internal(set) var assignmentEpoch: Int32 { didSet { news.isOfGroup = true } }
    /// Changed through `self[member:]` alone.
    package private(set) var members: [String: ConsumerGroupMember] = [:]
    /// What the log has not been told.
    var news = News()
    package internal(set) var assignor: ConsumerAssignor = .uniform
    /// By member id.
    var deadlines: [String: ConsumerDeadlines] = [:]
    /// Who has what in hand, whether it may still use it or not.
    var holders: [AssignedPartition: String] = [:]
    /// Member ids by instance id.
    var instances: [String: String] = [:]
    /// All topics that are there, by name.
    var topics: [String: GroupTopic] = [:]
    /// Those that members subscribe to, as they were when the targets were made.
    private(set) var wanted: [String: KeptConsumerGroup.Topic] = [:]
    /// What patterns find in `topics`, by their texts.
    private var found: [String: Set<TopicID>] = [:]
    var joinCount: UInt64 = 0

    /// Patterns whose finds are remembered.
    private static let maxFound = 100

    /// - Parameter epoch: The last one that a group of this name had.
    package init(id: String, epoch: Int32, parameters: GroupParameters) {
        self.id = id
        self.epoch = epoch
        self.assignmentEpoch = epoch
        self.parameters = parameters
    }

    package var isEmpty: Bool { members.isEmpty }

    subscript(member id: String) -> ConsumerGroupMember? {
        get { members[id] }
        set {
            members[id] = newValue
            news.members.insert(id)
        }
    }

    /// From a member's next heartbeat on.
    package mutating func follow(_ times: ConsumerTimes) { parameters.follow(times) }

    /// About what its members take of memory.
    package var byteCount: Int { members.values.reduce(0) { $0 + $1.byteCount } }

    /// Whether `byteCount` has it already: as a member, or as the one whose place it takes, with the same instance id.
    package func counts(_ memberID: String, _ instanceID: String?) -> Bool {
        members[memberID] != nil || instanceID.map { instances[$0] != nil } ?? false
    }

    /// In the order they came.
    package var membersInOrder: [ConsumerGroupMember] { members.values.sorted { $0.order < $1.order } }

    /// The state's name in ConsumerGroupDescribe and ListGroups.
    package var stateName: String {
        if members.isEmpty { return "Empty" }
        let isStable = members.values.allSatisfy {
            $0.isPaused || $0.current.state == .stable && $0.current.epoch == assignmentEpoch
        }
        return isStable ? "Stable" : "Reconciling"
    }

    /// Names of the topics that members have or subscribe to; those that are gone have none.
    package func topicNames() -> [TopicID: String] {
        let wanted = members.values.reduce(into: Set<TopicID>()) { wanted, member in
            wanted.formUnion(member.subscribed)
            for partition in member.current.holds { wanted.insert(partition.topic) }
        }
        return topics.reduce(into: [:]) { names, topic in
            if wanted.contains(topic.value.id) { names[topic.value.id] = topic.key }
        }
    }

    /// Names of the topics that members subscribe to.
    package var subscribedTopics: Set<String> { Set(wanted.keys) }

    /// Why the member may not commit, or read offsets as a member; nil if it may.
    package func refusal(of claim: MemberClaim) -> GroupError? {
        if claim.generation < 0, claim.memberID.isEmpty || members.isEmpty {
            return members.isEmpty ? nil : .unknownMember
        }
        guard let member = members[claim.memberID] else { return .unknownMember }
        if member.current.epoch == claim.generation { return nil }
        return member.metadata.classic == nil ? .staleMemberEpoch : .illegalGeneration
    }

    // MARK: Time

    /// When somebody will be out of time; nil without members.
    package var nextDeadline: Int64? { deadlines.values.map(\.first).min() }

    /// Takes out who was silent for too long, and who did not give back what it was asked for. Their ids.
    package mutating func expire(now: Int64) -> [String] {
        let gone = membersInOrder.map(\.id).filter { deadlines[$0].map { $0.first <= now } ?? false }
        for memberID in gone { remove(memberID) }
        if !gone.isEmpty { changed() }
        return gone
    }

    // MARK: What changes the target

    /// Takes note of which topics there are now.
    package mutating func topicsChanged(_ topics: [String: GroupTopic]) {
        let before = relevantTopics
        self.topics = topics
        found = [:]
        var isAffected = relevantTopics != before
        for memberID in members.keys where resolve(memberID) { isAffected = true }
        // Another server may have written an epoch before it made a target for it.
        if isAffected || assignmentEpoch != epoch { changed() }
    }

    /// Topics that members subscribe to, by id, with their partitions.
    private var relevantTopics: [TopicID: Int32] {
        let ids = subscribedIDs
        return partitionCounts.filter { ids.contains($0.key) }
    }

    private var subscribedIDs: Set<TopicID> { members.values.reduce(into: []) { $0.formUnion($1.subscribed) } }

    private var partitionCounts: [TopicID: Int32] {
        Dictionary(topics.values.map { ($0.id, $0.partitionCount) }, uniquingKeysWith: { first, _ in first })
    }

    /// Finds out what the member's subscription comes to. Whether that is something else than before.
    mutating func resolve(_ memberID: String) -> Bool {
        guard let member = members[memberID] else { return false }
        var subscribed = Set(member.metadata.topics.compactMap { topics[$0]?.id })
        if let pattern = member.metadata.pattern { subscribed.formUnion(find(pattern)) }
        guard subscribed != member.subscribed else { return false }
        self[member: memberID]?.subscribed = subscribed
        return true
    }

    /// Nothing for a text that is no expression here: another server may have taken it.
    private mutating func find(_ text: String) -> Set<TopicID> {
        if let known = found[text] { return known }
        if found.count >= Self.maxFound { found = [:] }
        let pattern = try? TopicPattern(text)
        let matching = topics.filter { !$0.value.isInternal && pattern?.matches($0.key) == true }
        let ids = Set(matching.map(\.value.id))
        found[text] = ids
        return ids
    }

    mutating func findWanted() {
        let ids = subscribedIDs
        wanted = topics.filter { ids.contains($0.value.id) }.mapValues {
            KeptConsumerGroup.Topic(id: $0.id, partitionCount: $0.partitionCount)
        }
    }

    /// A new epoch, and a target for it.
    mutating func changed() {
        findWanted()
        epoch += 1
        assignmentEpoch = epoch
        assignor = preferredAssignor
        let wanting = membersInOrder.map {
            ConsumerAssignor.Member(
                id: $0.id, instanceID: $0.metadata.instanceID, topics: $0.subscribed, current: $0.target)
        }
        for (id, share) in assignor.shares(of: wanting, in: partitionCounts) where members[id]?.target != share {
            self[member: id]?.target = share
        }
    }

    /// The one that most members name; of two with as many, `uniform`.
    var preferredAssignor: ConsumerAssignor {
        var votes: [ConsumerAssignor: Int] = [:]
        for member in members.values { if let named = member.metadata.assignor { votes[named, default: 0] += 1 } }
        return votes.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }?.key ?? .uniform
    }

    /// Takes the member out, without asking what that means for the others.
    mutating func remove(_ memberID: String) {
        guard let member = members[memberID] else { return }
        self[member: memberID] = nil
        deadlines[memberID] = nil
        for partition in member.current.holds where holders[partition] == memberID { holders[partition] = nil }
        if let instanceID = member.metadata.instanceID, instances[instanceID] == memberID { instances[instanceID] = nil }
    }
}
