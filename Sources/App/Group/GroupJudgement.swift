import JSONText
import KafkaClient

/// How a group gets on, as its server judges: it sees every commit, where a client sees the last.
struct GroupJudgement {
    var status: String
    var verdicts: [TopicPartition: (status: String, why: String?)]

    private static let maxReasons = 10

    /// A line for each partition in which something is wrong.
    var reasons: [String] {
        let lines = verdicts.sorted { $0.key < $1.key }.compactMap { partition, verdict in
            verdict.why.map { "\(partition.topic) \(partition.partition) \(verdict.status): \($0)" }
        }
        guard lines.count > Self.maxReasons else { return lines }
        return lines.prefix(Self.maxReasons) + ["\(lines.count - Self.maxReasons) more partitions; --format json has all"]
    }

    /// Nil where nobody says: another engine than Herald's, a server that is not there, or one of another cluster.
    static func ask(_ server: ServerOptions, about group: String, of cluster: String?) async -> GroupJudgement? {
        guard let answer = try? await HeraldAPI(server.url).get("/api/v1/groups/\(HeraldAPI.segment(group))/progress"),
            answer.status == 200, let body = answer.body?.asObject, body["cluster"]?.asString == cluster,
            let status = body["status"]?.asString
        else { return nil }
        var judgement = GroupJudgement(status: status, verdicts: [:])
        for partition in (body["partitions"]?.asArray ?? []).compactMap(\.asObject) {
            guard let topic = partition["topic"]?.asString, let index = partition["partition"]?.asInt64,
                let status = partition["status"]?.asString
            else { continue }
            judgement.verdicts[TopicPartition(topic, Int32(clamping: index))] = (status, partition["why"]?.asString)
        }
        return judgement
    }
}
