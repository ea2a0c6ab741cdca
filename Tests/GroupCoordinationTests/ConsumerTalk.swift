import GroupCoordination
import TopicModel

/// A group whose assignments the server makes, its members as clients behave, and a clock.
final class ConsumerTalk {
    /// What a client keeps of itself.
    struct Client {
        var id: String
        var instance: String?
        var topics: [String]
        var pattern: String?
        var epoch: Int32 = 0
        /// What the client uses.
        var owned: Set<AssignedPartition> = []
    }

    static let orders = TopicID(high: 1, low: 1)
    static let users = TopicID(high: 1, low: 2)

    var group = ConsumerGroup(id: "g", epoch: 0, parameters: GroupParameters())
    var now: Int64 = 0
    var clients: [String: Client] = [:]

    init(_ topics: [String: Int32] = ["orders": 6]) { setTopics(topics) }

    func setTopics(_ topics: [String: Int32]) { group.topicsChanged(Self.topics(topics)) }

    /// "orders" and "users" have ids that do not change; "hidden" is internal, and what begins with "__".
    static func topics(_ counts: [String: Int32]) -> [String: GroupTopic] {
        Dictionary(uniqueKeysWithValues: counts.map { name, count in
            let low = name.utf8.reduce(0 as UInt64) { $0 &* 31 &+ UInt64($1) }
            let id = name == "orders" ? orders : name == "users" ? users : TopicID(high: 2, low: low)
            let isInternal = name == "hidden" || name.hasPrefix("__")
            return (name, GroupTopic(id: id, partitionCount: count, isInternal: isInternal))
        })
    }

    @discardableResult
    func join(
        _ id: String, _ topics: [String]? = ["orders"], instance: String? = nil, pattern: String? = nil, assignor: String? = nil,
        rebalance: Int32 = 60_000
    ) throws(ConsumerRefusal) -> ConsumerPlace {
        let place = try group.heartbeat(
            ConsumerHeartbeat(
                memberID: id, epoch: 0, instanceID: instance, rebalanceTimeout: rebalance, topics: topics, pattern: pattern,
                assignor: assignor, owned: []), now: now)
        clients[id] = Client(
            id: id, instance: instance, topics: topics ?? [], pattern: pattern, epoch: place.epoch,
            owned: place.assignment ?? [])
        return place
    }

    /// The client says what it has, and takes what it is told.
    @discardableResult
    func beat(_ id: String) throws(ConsumerRefusal) -> ConsumerPlace {
        guard let client = clients[id] else { throw ConsumerRefusal(.unknownMember) }
        let place = try group.heartbeat(
            ConsumerHeartbeat(memberID: id, epoch: client.epoch, instanceID: client.instance, owned: client.owned), now: now)
        clients[id]?.epoch = place.epoch
        if let assignment = place.assignment { clients[id]?.owned = assignment }
        return place
    }

    func say(_ id: String, epoch: Int32, instance: String? = nil, owned: Set<AssignedPartition>? = nil) throws(ConsumerRefusal)
        -> ConsumerPlace
    {
        try group.heartbeat(ConsumerHeartbeat(memberID: id, epoch: epoch, instanceID: instance, owned: owned), now: now)
    }

    /// Everybody speaks until nothing changes any more.
    func settle() throws(ConsumerRefusal) {
        for _ in 0..<4 { for id in clients.keys.sorted() { try beat(id) } }
    }

    func indexes(_ id: String) -> [Int32] { (clients[id]?.owned ?? []).map(\.index).sorted() }

    func refusal(_ body: () throws(ConsumerRefusal) -> ConsumerPlace) -> GroupError? {
        do throws(ConsumerRefusal) {
            _ = try body()
            return nil
        } catch {
            return error.error
        }
    }
}
