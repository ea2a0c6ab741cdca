import Broker
import KafkaWire
import Testing

@Suite struct `Fetch sessions` {
    /// Sessions with ids 1, 2, 3, … and a clock, in milliseconds.
    private struct Server {
        var sessions: FetchSessions
        var now: Int64 = 0
        private var drawn: Int32 = 0

        init(_ change: (inout FetchSessions.Limits) -> Void = { _ in }) {
            var limits = FetchSessions.Limits()
            change(&limits)
            sessions = FetchSessions(limits: limits)
        }

        mutating func ask(
            _ id: Int32, _ epoch: Int32, _ wanted: [String: [Int32]] = [:], forget: [String: [Int32]] = [:], ids: Bool = false
        ) -> FetchSessions.Decision {
            let topics = wanted.sorted { $0.key < $1.key }.map { name, partitions in
                FetchRequest.FetchTopic(topic: name, partitions: partitions.map { .init(partition: $0, fetchOffset: Int64(epoch)) })
            }
            let request = FetchRequest(
                sessionId: id, sessionEpoch: epoch, topics: topics,
                forgottenTopicsData: forget.map { .init(topic: $0.key, partitions: $0.value) })
            drawn += 1
            return sessions.receive(request, usesTopicIDs: ids, now: now) { [drawn] in drawn }
        }

        /// Begins a session of so many partitions; nil if there is no room.
        mutating func begin(_ count: Int32) -> Int32? {
            guard case .serve(let plan) = ask(0, 0, ["t": Array(0..<count)]) else { return nil }
            return plan.sessionID == 0 ? nil : plan.sessionID
        }

        /// Settles an answer to `plan` and says what is left of it: `t-0 t-1`.
        mutating func settle(_ plan: FetchSessions.Plan, _ data: (FetchResponse.PartitionData) -> FetchResponse.PartitionData) -> String {
            var responses = plan.topics.map { topic in
                FetchResponse.FetchableTopicResponse(
                    topic: topic.topic,
                    partitions: topic.partitions.map {
                        data(.init(partitionIndex: $0.partition, highWatermark: 5, lastStableOffset: 5, logStartOffset: 0))
                    })
            }
            sessions.settle(plan, &responses)
            return responses.flatMap { topic in topic.partitions.map { "\(topic.topic)-\($0.partitionIndex)" } }
                .joined(separator: " ")
        }
    }

    /// `7 t-0@3 t-1@3`: the session, and what is read from where; the code if it is refused.
    private func text(_ decision: FetchSessions.Decision) -> String {
        switch decision {
        case .refuse(let code): return code.name
        case .serve(let plan):
            let places = plan.topics.flatMap { topic in topic.partitions.map { " \(topic.topic)-\($0.partition)@\($0.fetchOffset)" } }
            return (plan.isIncremental ? "changes of " : "") + String(plan.sessionID) + places.joined()
        }
    }

    private func plan(_ decision: FetchSessions.Decision) throws -> FetchSessions.Plan {
        guard case .serve(let plan) = decision else { throw Refused() }
        return plan
    }

    private struct Refused: Error {}

    @Test func `keep what is asked for, and take additions, changes and what is no longer wanted`() {
        var server = Server()
        #expect(text(server.ask(0, 0, ["t": [0, 1], "u": [0]])) == "1 t-0@0 t-1@0 u-0@0")
        #expect(text(server.ask(1, 1)) == "changes of 1 t-0@0 t-1@0 u-0@0")
        #expect(text(server.ask(1, 2, ["t": [1, 2]])) == "changes of 1 t-0@0 t-1@2 u-0@0 t-2@2")
        #expect(text(server.ask(1, 3, forget: ["t": [0, 2, 9], "w": [0]])) == "changes of 1 t-1@2 u-0@0")
        #expect(server.sessions.partitionCount == 2)
    }

    @Test func `are over when nothing is left of them, and when the client begins again`() {
        var server = Server()
        #expect(text(server.ask(0, 0, ["t": [0]])) == "1 t-0@0")
        #expect(text(server.ask(1, 1, forget: ["t": [0]])) == "0")
        #expect(text(server.ask(1, 2)) == "FETCH_SESSION_ID_NOT_FOUND")
        #expect(text(server.ask(0, 0, ["t": [0]])) == "4 t-0@0")
        #expect(text(server.ask(4, 0, ["t": [1]])) == "5 t-1@0")
        #expect(text(server.ask(4, 1)) == "FETCH_SESSION_ID_NOT_FOUND")
        #expect(text(server.ask(5, -1, ["t": [1]])) == "0 t-1@-1")
        #expect(text(server.ask(5, 1)) == "FETCH_SESSION_ID_NOT_FOUND")
        #expect(server.sessions.count == 0 && server.sessions.partitionCount == 0)
    }

    @Test func `go on only with the next epoch, and with names or ids as they began`() {
        var server = Server()
        _ = server.ask(0, 0, ["t": [0]])
        #expect(text(server.ask(1, 2)) == "INVALID_FETCH_SESSION_EPOCH")
        #expect(text(server.ask(1, 1, ids: true)) == "FETCH_SESSION_TOPIC_ID_ERROR")
        #expect(text(server.ask(1, 1)) == "changes of 1 t-0@0")
        #expect(text(server.ask(1, 1)) == "INVALID_FETCH_SESSION_EPOCH")
        #expect(FetchSession.epoch(after: 7) == 8 && FetchSession.epoch(after: .max) == 1)
    }

    @Test func `tell at first everything, then what has changed`() throws {
        var server = Server()
        let first = try plan(server.ask(0, 0, ["t": [0, 1, 2]]))
        #expect(server.settle(first) { $0 } == "t-0 t-1 t-2")
        func next(_ change: (inout FetchResponse.PartitionData) -> Void) throws -> String {
            epoch += 1
            let plan = try plan(server.ask(1, epoch))
            return server.settle(plan) { data in
                var data = data
                if data.partitionIndex == 1 { change(&data) }
                return data
            }
        }
        var epoch: Int32 = 0
        #expect(try next { _ in } == "")
        #expect(try next { $0.highWatermark = 6 } == "t-1")
        #expect(try next { $0.highWatermark = 6 } == "")
        #expect(try next { ($0.highWatermark, $0.lastStableOffset) = (6, 4) } == "t-1")
        #expect(try next { ($0.highWatermark, $0.lastStableOffset, $0.logStartOffset) = (6, 4, 1) } == "t-1")
        // Back as it was, which is a change.
        #expect(try next { _ in } == "t-1")
        #expect(try next { $0.errorCode = .offsetOutOfRange } == "t-1")
        // An error is told each time, and that it is over.
        #expect(try next { $0.errorCode = .offsetOutOfRange } == "t-1")
        #expect(try next { _ in } == "t-1")
        #expect(try next { $0.divergingEpoch = .init(epoch: 1, endOffset: 2) } == "t-1")
        #expect(try next { $0.records = .splice(byteCount: 9) } == "t-1")
        #expect(try next { _ in } == "")
    }

    @Test func `serve last the next time who got records`() throws {
        var server = Server()
        _ = server.ask(0, 0, ["t": [0, 1], "u": [0]])
        var epoch: Int32 = 0
        func next(_ served: Set<Int32>) throws -> String {
            epoch += 1
            let plan = try plan(server.ask(1, epoch))
            _ = server.settle(plan) { data in
                var data = data
                if served.contains(data.partitionIndex) { data.records = .splice(byteCount: 9) }
                return data
            }
            return text(.serve(plan))
        }
        #expect(try next([0]) == "changes of 1 t-0@0 t-1@0 u-0@0")
        #expect(try next([1]) == "changes of 1 t-1@0 t-0@0 u-0@0")
        #expect(try next([]) == "changes of 1 t-0@0 u-0@0 t-1@0")
        #expect(try next([]) == "changes of 1 t-0@0 u-0@0 t-1@0")
    }

    @Test func `make room when they are idle, or old and smaller`() throws {
        var server = Server { $0.slots = 2 }
        let (one, five) = (server.begin(1), server.begin(5))
        let (small, large) = (try #require(one), try #require(five))
        // All slots are taken, and nobody has had theirs for long.
        #expect(server.begin(9) == nil)
        server.now = 120_001
        for id in [small, large] { #expect(text(server.ask(id, 1)).hasPrefix("changes of \(id)")) }
        #expect(server.begin(1) == nil)
        let three = server.begin(3)
        let medium = try #require(three)
        #expect(text(server.ask(small, 2)) == "FETCH_SESSION_ID_NOT_FOUND")
        server.now += 100_000
        #expect(text(server.ask(large, 2)).hasPrefix("changes of"))
        server.now += 100_000
        // The medium one was not used for longest.
        #expect(server.begin(1) != nil)
        #expect(text(server.ask(medium, 1)) == "FETCH_SESSION_ID_NOT_FOUND")
        #expect(text(server.ask(large, 3)).hasPrefix("changes of"))
    }

    @Test func `hold only so many partitions, and no long names`() {
        var server = Server { $0.partitions = 10 }
        let id = server.begin(6)
        #expect(id != nil && server.begin(5) == nil && server.begin(4) != nil)
        #expect(text(server.ask(1, 1, ["u": [0]])) == "FETCH_SESSION_ID_NOT_FOUND")
        #expect(server.sessions.count == 1 && server.sessions.partitionCount == 4)
        let long = String(repeating: "x", count: 250)
        #expect(text(server.ask(0, 0, [long: [0]])) == "0 \(long)-0@0")
        #expect(text(server.ask(3, 1, [long: [0]])) == "FETCH_SESSION_ID_NOT_FOUND")
        #expect(server.sessions.count == 0)
    }

    @Test func `draw another id if one is taken`() {
        var sessions = FetchSessions()
        var ids: [Int32] = [7, 7, 0, 8]
        let request = FetchRequest(sessionEpoch: 0)
        var drawn: [Int32] = []
        for _ in 0..<2 {
            let decision = sessions.receive(request, usesTopicIDs: false, now: 0) { ids.removeFirst() }
            if case .serve(let plan) = decision { drawn.append(plan.sessionID) }
        }
        #expect(drawn == [7, 8])
    }
}
