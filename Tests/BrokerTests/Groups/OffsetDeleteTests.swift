import Broker
import GroupCoordination
import KafkaWire
import Testing

@Suite struct `Forgetting offsets` {
    private func forget(
        _ server: GroupServer, _ group: String, _ partitions: [Int32] = [0], topic: String = "t"
    ) throws -> OffsetDeleteResponse {
        try server.ask(
            OffsetDeleteRequest(
                groupId: group, topics: [.init(name: topic, partitions: partitions.map { .init(partitionIndex: $0) })]), version: 0)
    }

    private func codes(_ response: OffsetDeleteResponse) -> [ErrorCode] {
        response.topics.flatMap(\.partitions).map(\.errorCode)
    }

    /// What a consumer says when it joins: version 0, these topics, no user data.
    private func subscription(_ topics: [String]) -> [UInt8] {
        var bytes: [UInt8] = [0, 0, 0, 0, 0, UInt8(topics.count)]
        for topic in topics { bytes += [0, UInt8(topic.utf8.count)] + Array(topic.utf8) }
        return bytes + [0xFF, 0xFF, 0xFF, 0xFF]
    }

    /// A group with one member, which has subscribed to topics, or has said something that is no subscription.
    private func join(_ server: GroupServer, _ metadata: [UInt8], type: String = "consumer") throws {
        let joined = server.send(
            JoinGroupRequest(
                groupId: "g", sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 60_000, protocolType: type,
                protocols: [.init(name: "range", metadata: metadata)]), version: 3)
        server.scheduler.wait(200)
        try #require(try joined.response?.errorCode == ErrorCode.none)
    }

    @Test func `of an empty group forgets those asked for, of partitions that are there`() throws {
        let server = try GroupServer()
        _ = server.commit("g", [0, 1, 2])
        let answer = try forget(server, "g", [0, 2, 3, 9])
        #expect(answer.errorCode == .none && codes(answer) == [.none, .none, .none, .unknownTopicOrPartition])
        #expect(try server.offsets("g") == [1: 5])
        #expect(codes(try forget(server, "g", [1])) == [.none])
        #expect(server.groups.describe("g") == nil)
    }

    @Test func `that a member needs is refused, others go`() throws {
        let server = try GroupServer()
        _ = server.commit("g")
        _ = server.commit("g", topic: "u")
        try join(server, subscription(["u"]))
        #expect(codes(try forget(server, "g", topic: "u")) == [.groupSubscribedToTopic])
        #expect(codes(try forget(server, "g")) == [.none])
        #expect(try server.offsets("g").isEmpty)
    }

    @Test func `is refused if it cannot be told what the members need`() throws {
        let unreadable = try GroupServer()
        _ = unreadable.commit("g")
        try join(unreadable, [7])
        #expect(codes(try forget(unreadable, "g")) == [.groupSubscribedToTopic])
        let other = try GroupServer()
        _ = other.commit("g")
        try join(other, [7], type: "connect")
        #expect(try forget(other, "g").errorCode == .nonEmptyGroup)
        #expect(try other.offsets("g") == [0: 5])
    }

    @Test func `of a group that is not there says so`() throws {
        let server = try GroupServer()
        #expect(try forget(server, "g").errorCode == .groupIdNotFound)
        #expect(try forget(server, "").errorCode == .invalidGroupId)
    }
}
