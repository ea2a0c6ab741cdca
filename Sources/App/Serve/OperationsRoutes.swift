import Broker
import DurableState
import HTTPServer
import HTTPTypes
import JSONText
import NIOCore
import RegistryModel
import Storage
import TopicModel

/// Herald's own API under `/api/v1`, and health. Described in docs/openapi.yaml.
struct OperationsRoutes {
    let node: BrokerNode

    var routes: [HTTPRoute] {
        [
            HTTPRoute(.post, "/api/v1/topics/{}/compact") { call in try await compact(call.parameters[0]) },
            HTTPRoute(.get, "/health/live") { _ in Self.reply(Self.status("ok")) },
            HTTPRoute(.get, "/health/ready") { _ in ready() },
            // Listening begins when all state has been read: whoever gets an answer gets this one.
            HTTPRoute(.get, "/health/startup") { _ in Self.reply(Self.status("started")) },
        ]
    }

    /// Rolls and cleans every partition of a compacted topic; answers when that is done.
    private func compact(_ name: String) async throws -> HTTPReply {
        guard let topic = node.topics.topic(named: name) else {
            throw RegistryError(.notFound, "There is no topic '\(name)'.")
        }
        guard topic.config.isCompacted else {
            throw RegistryError(.unprocessable, "Topic '\(name)' is not compacted: its cleanup.policy does not name 'compact'.")
        }
        var partitions: [JSONValue] = []
        for index in 0..<topic.description.partitionCount {
            let outcome = try await compactNow(LogPartition(topic: name, index: index))
            var object = JSONObject()
            object["partition"] = .number(JSONNumber(index))
            object["recordsRead"] = .number(JSONNumber(outcome.recordsRead))
            object["recordsKept"] = .number(JSONNumber(outcome.recordsKept))
            object["tombstonesDropped"] = .number(JSONNumber(outcome.tombstonesDropped))
            object["bytesBefore"] = .number(JSONNumber(outcome.byteCountBefore))
            object["bytesAfter"] = .number(JSONNumber(outcome.byteCountAfter))
            partitions.append(.object(object))
        }
        var document = JSONObject()
        document["schema"] = .string("herald.compaction/v1")
        document["topic"] = .string(name)
        document["partitions"] = .array(partitions)
        return Self.reply(document)
    }

    /// On Storage's own thread: cleaning blocks.
    private func compactNow(_ partition: LogPartition) async throws -> CompactionOutcome {
        let directory = node.directory
        let result: Result<CompactionOutcome, StorageError> = await withCheckedContinuation { continuation in
            directory.background {
                do throws(StorageError) {
                    continuation.resume(returning: .success(try directory.compactNow(partition)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        do {
            return try result.get()
        } catch {
            throw RegistryError(.storeFailure, "Compacting \(partition) failed: \(error)")
        }
    }

    private func ready() -> HTTPReply {
        guard let failure = node.directory.failure else { return Self.reply(Self.status("ready")) }
        var document = Self.status("read-only")
        document["reason"] = .string(failure.message)
        return Self.reply(document, status: .serviceUnavailable)
    }

    private static func status(_ text: String) -> JSONObject {
        var document = JSONObject()
        document["status"] = .string(text)
        return document
    }

    private static func reply(_ document: JSONObject, status: HTTPResponse.Status = .ok) -> HTTPReply {
        HTTPReply(status, contentType: "application/json", body: ByteBuffer(string: JSONPrinter.compact(.object(document))))
    }
}
