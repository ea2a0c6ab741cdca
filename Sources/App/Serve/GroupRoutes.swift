import Broker
import DurableState
import GroupCoordination
import HTTPServer
import HTTPTypes
import JSONText
import NIOCore
import RegistryModel

/// How groups get on, for people and programs: in Herald's own words (docs/openapi.yaml), and in Burrow's, whose readers need not
/// change.
struct GroupRoutes {
    let node: BrokerNode

    /// What the cluster is called under `/v3/kafka`, beside its id.
    static let clusterName = "herald"

    var routes: [HTTPRoute] {
        [
            HTTPRoute(.get, "/api/v1/groups/{}/progress") { call in try await progress(of: call.parameters[0]) },
            HTTPRoute(.get, "/v3/kafka/{}/consumer/{}/lag") { call in await burrow(call, "lag") { _ in true } },
            HTTPRoute(.get, "/v3/kafka/{}/consumer/{}/status") { call in
                await burrow(call, "status") { $0.verdict.state != .ok }
            },
        ]
    }

    private func progress(of group: String) async throws -> HTTPReply {
        guard node.groups.describe(group) != nil else { throw RegistryError(.notFound, "There is no group '\(group)'.") }
        let partitions = await GroupLags(node: node).read([group])
        var document = JSONObject()
        document["schema"] = .string("herald.group-progress/v1")
        document["cluster"] = .string(node.configuration.clusterID)
        document["group"] = .string(group)
        document["status"] = .string(GroupStatus(partitions.map(\.verdict.state)).name)
        document["lag"] = Self.number(partitions.reduce(0) { $0 + $1.records })
        document["partitions"] = .array(partitions.map { partition in
            var object = JSONObject()
            object["topic"] = .string(partition.partition.topic)
            object["partition"] = Self.number(partition.partition.index)
            object["status"] = .string(partition.verdict.state.name)
            object["why"] = partition.verdict.why.map { .string($0) } ?? .null
            object["committed"] = Self.number(partition.committed)
            object["end"] = Self.number(partition.end)
            object["lag"] = Self.number(partition.records)
            object["oldestUnread"] = partition.oldestUnread.map { Self.number($0) } ?? .null
            object["completeness"] = Self.share(partition.verdict.completeness)
            return .object(object)
        })
        return Self.reply(document)
    }

    // MARK: Burrow's words

    private func burrow(_ call: HTTPCall, _ what: String, _ isTold: (GroupLags.Partition) -> Bool) async -> HTTPReply {
        let cluster = call.parameters[0], group = call.parameters[1]
        var request = JSONObject()
        request["url"] = .string("/v3/kafka/\(cluster)/consumer/\(group)/\(what)")
        request["host"] = .string("")
        var document = JSONObject()
        guard [Self.clusterName, node.configuration.clusterID].contains(cluster), let view = node.groups.describe(group) else {
            document["error"] = .bool(true)
            document["message"] = .string("cluster or consumer not found")
            document["request"] = .object(request)
            return Self.reply(document, status: .notFound)
        }
        let partitions = await GroupLags(node: node).read([group])
        var owners: [LogPartition: GroupView.Member] = [:]
        for member in view.members {
            let assignment = try? ConsumerProtocol.Assignment(decoding: member.assignment)
            for partition in assignment?.partitions ?? [] { owners[partition] = member }
        }
        func told(_ partition: GroupLags.Partition) -> JSONValue { Self.burrow(partition, owners[partition.partition]) }
        let whole = partitions.count { $0.verdict.completeness >= 1 }
        var status = JSONObject()
        status["cluster"] = .string(cluster)
        status["group"] = .string(group)
        status["status"] = .string(GroupStatus(partitions.map(\.verdict.state)).name)
        status["complete"] = Self.share(partitions.isEmpty ? 1 : Double(whole) / Double(partitions.count))
        status["partitions"] = .array(partitions.filter(isTold).map(told))
        status["partition_count"] = Self.number(partitions.count)
        status["maxlag"] = partitions.max { $0.records < $1.records }.map(told) ?? .null
        status["totallag"] = Self.number(partitions.reduce(0) { $0 + $1.records })
        document["error"] = .bool(false)
        document["message"] = .string("consumer status returned")
        document["status"] = .object(status)
        document["request"] = .object(request)
        return Self.reply(document)
    }

    private static func burrow(_ partition: GroupLags.Partition, _ owner: GroupView.Member?) -> JSONValue {
        func commit(_ commit: CommitWindow.Commit?) -> JSONValue {
            guard let commit else { return .null }
            var object = JSONObject()
            object["offset"] = number(commit.offset)
            object["timestamp"] = number(commit.time)
            object["observedAt"] = number(commit.time)
            object["lag"] = commit.lag.map { number($0) } ?? .null
            return .object(object)
        }
        var object = JSONObject()
        object["topic"] = .string(partition.partition.topic)
        object["partition"] = number(partition.partition.index)
        object["owner"] = .string(owner?.clientHost ?? "")
        object["client_id"] = .string(owner?.clientID ?? "")
        object["status"] = .string(partition.verdict.state.name)
        object["start"] = commit(partition.window.commits.first)
        object["end"] = commit(partition.window.commits.last)
        object["current_lag"] = number(partition.records)
        object["complete"] = share(partition.verdict.completeness)
        return .object(object)
    }

    private static func number(_ value: some BinaryInteger) -> JSONValue { .number(JSONNumber(Int64(value))) }

    private static func share(_ value: Double) -> JSONValue { JSONNumber(value).map { .number($0) } ?? .null }

    private static func reply(_ document: JSONObject, status: HTTPResponse.Status = .ok) -> HTTPReply {
        HTTPReply(status, contentType: "application/json", body: ByteBuffer(string: JSONPrinter.compact(.object(document))))
    }
}
