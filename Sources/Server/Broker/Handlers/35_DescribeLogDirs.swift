import KafkaWire
import Logging
import Storage

// DescribeLogDirs, versions 1 to 4: the one directory there is, and the bytes of each partition in it. Version 3 added a top-level
// error, 4 the size of the volume.
struct DescribeLogDirsHandler: RequestHandler {
    let node: BrokerNode

    private typealias Directory = DescribeLogDirsResponse.DescribeLogDirsResult

    func handle(_ request: DescribeLogDirsRequest, _ context: RequestContext, _ reply: ReplySlot<DescribeLogDirsResponse>) {
        // Asking the disk for its size may wait for it.
        node.topics.perform { reply.answer(DescribeLogDirsResponse(results: [describe(request)])) }
    }

    private func describe(_ request: DescribeLogDirsRequest) -> Directory {
        let directory = node.directory
        var answer = Directory(
            errorCode: directory.failure == nil ? .none : .kafkaStorageError, logDir: directory.options.path,
            topics: topics(request))
        do throws(StorageError) {
            let space = try directory.space()
            answer.totalBytes = space.totalByteCount
            answer.usableBytes = space.freeByteCount
        } catch {
            node.logger.warning("the size of the disk stays unknown: \(error)")
        }
        return answer
    }

    /// What is not there is left out, as is what stands twice.
    private func topics(_ request: DescribeLogDirsRequest) -> [DescribeLogDirsResponse.DescribeLogDirsTopic] {
        guard let asked = request.topics else { return node.topics.all.map { Self.topic($0, Array($0.logs.indices)) } }
        let byName = Dictionary(grouping: asked, by: \.topic).mapValues { $0.flatMap(\.partitions) }
        return asked.map(\.topic).uniqued().compactMap { name in
            node.topics.topic(named: name).map { Self.topic($0, byName[name, default: []].uniqued().map(Int.init)) }
        }
    }

    private static func topic(_ topic: Topic, _ indexes: [Int]) -> DescribeLogDirsResponse.DescribeLogDirsTopic {
        .init(
            name: topic.name,
            partitions: indexes.compactMap { index in
                topic.log(Int32(index)).map { .init(partitionIndex: Int32(index), partitionSize: $0.byteCount) }
            })
    }
}
