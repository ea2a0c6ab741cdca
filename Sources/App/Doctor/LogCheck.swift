import KafkaClient

/// Whether the log answers, and whether the addresses it hands out lead anywhere from here.
enum LogCheck {
    private static let shownBrokers = 20

    static func results(_ brokers: String) async -> [CheckResult] {
        let start = ContinuousClock.now
        do {
            let (cluster, topics) = try await withAdmin(at: brokers) { (try await $0.cluster(), try await $0.topics()) }
            let time = start.duration(to: .now).microseconds / 1000
            var results: [CheckResult] = [
                .ok(
                    "log",
                    "answers in \(time) ms: cluster \(cluster.id ?? "without a name"), \(cluster.brokers.count) "
                        + "\(cluster.brokers.count == 1 ? "broker" : "brokers"), \(topics.count) topics")
            ]
            for broker in cluster.brokers.prefix(shownBrokers) { results.append(await advertised(broker)) }
            results += leaders(topics)
            return results
        } catch let failure as CommandFailure {
            return [.failure("log", failure.why ?? failure.what, fix: failure.help ?? "see the server's log")]
        } catch {
            return [.failure("log", "\(error)", fix: "see the server's log")]
        }
    }

    /// Clients connect where metadata says, not where they were told first.
    private static func advertised(_ broker: BrokerDescription) async -> CheckResult {
        let address = broker.host.contains(":") ? "[\(broker.host)]:\(broker.port)" : "\(broker.host):\(broker.port)"
        do {
            try await BrokerReach.check(address)
            return .ok("broker \(broker.id)", "reachable at \(address), as it tells clients")
        } catch {
            return .failure(
                "broker \(broker.id)", "tells clients to connect to \(address), where nobody answers from here",
                fix: "start it with --advertise and an address that clients can reach (advertised.listeners of Kafka)")
        }
    }

    private static func leaders(_ topics: [TopicDescription]) -> [CheckResult] {
        let headless = topics.flatMap { topic in
            topic.partitions.filter { $0.leader == nil }.map { TopicPartition(topic.name, $0.id) }
        }
        guard let first = headless.first else { return [] }
        return [
            .failure(
                "partitions", "\(headless.count) have no leader, \(first) among them: nobody can read or write them",
                fix: "start the brokers that have them")
        ]
    }
}
