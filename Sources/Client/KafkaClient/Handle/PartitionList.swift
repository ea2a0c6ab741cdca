internal import CRdKafka

/// The library's list of partitions with offsets and errors, in and out of Swift values.
enum PartitionList {
    struct Entry {
        var partition: TopicPartition
        var offset: Int64
        var error: rd_kafka_resp_err_t
    }

    /// Lends a list for the length of `body` and frees it.
    static func with<R>(
        _ offsets: [(TopicPartition, Int64)], _ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> R
    ) -> R {
        // Never nil: the library aborts when it is out of memory.
        let list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t> = rd_kafka_topic_partition_list_new(Int32(offsets.count))
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for (partition, offset) in offsets {
            rd_kafka_topic_partition_list_add(list, partition.topic, partition.partition).pointee.offset = offset
        }
        return body(list)
    }

    static func with<R>(
        _ partitions: [TopicPartition], _ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> R
    ) -> R {
        with(partitions.map { ($0, noOffset) }, body)
    }

    /// A copy of what the list holds.
    static func read(_ list: UnsafePointer<rd_kafka_topic_partition_list_t>?) -> [Entry] {
        guard let list, let elements = list.pointee.elems else { return [] }
        // In bounds: the list says how many elements it has.
        return (0..<Int(list.pointee.cnt)).map { index in
            let element = elements[index]
            return Entry(
                partition: TopicPartition(element.topic.map { String(cString: $0) } ?? "", element.partition),
                offset: element.offset, error: element.err)
        }
    }

    /// RD_KAFKA_OFFSET_INVALID: "none".
    static let noOffset: Int64 = -1001
    static let beginning: Int64 = -2
    static let end: Int64 = -1
    static let stored: Int64 = -1000
    /// The last n: `tailBase - n`.
    static let tailBase: Int64 = -2000
}

extension StartOffset {
    var raw: Int64 {
        switch self {
        case .committed: PartitionList.stored
        case .earliest: PartitionList.beginning
        case .latest: PartitionList.end
        case .at(let offset): max(0, offset)
        case .last(let count): count > 0 ? PartitionList.tailBase - min(count, 1 << 40) : PartitionList.end
        }
    }
}
