internal import CRdKafka

/// The library's prefetched records of all assigned partitions, taken only when asked.
///
/// Partition queues are forwarded here instead of to the group's queue: so the group's events can be served all the time,
/// which keeps the membership alive, while records stay where they are, within the library's byte bound, until a reader
/// wants them. Event thread only.
final class FetchQueue {
    private let queue: OpaquePointer
    private let handle: OpaquePointer
    private let chunk: Int

    init?(of handle: OpaquePointer, chunk: Int) {
        guard let queue = rd_kafka_queue_new(handle) else { return nil }
        self.queue = queue
        self.handle = handle
        self.chunk = max(1, chunk)
    }

    /// The owner calls it before the handle is freed.
    func destroy() {
        rd_kafka_queue_cb_event_enable(queue, nil, nil)
        rd_kafka_queue_destroy(queue)
    }

    func ringWhenFilled(_ owner: KafkaHandle) { owner.ringWhenFilled(queue) }

    /// To be called before the partitions are assigned: from then on their records come here.
    func adopt(_ partitions: [TopicPartition]) {
        for partition in partitions {
            guard let source = rd_kafka_queue_get_partition(handle, partition.topic, partition.partition) else { continue }
            rd_kafka_queue_forward(source, queue)
            rd_kafka_queue_destroy(source)
        }
    }

    /// What is there, at most one chunk of it, without waiting.
    func take() -> [Result<ConsumerEvent, KafkaClientError>] {
        var messages = [UnsafeMutablePointer<rd_kafka_message_t>?](repeating: nil, count: chunk)
        let count = rd_kafka_consume_batch_queue(queue, 0, &messages, messages.count)
        guard count > 0 else { return [] }
        var names: [OpaquePointer: String] = [:]
        // In bounds: the library filled `count` of the `chunk` places it was given.
        return messages.prefix(count).compactMap { message in
            guard let message else { return nil }
            defer { rd_kafka_message_destroy(message) }
            return Self.event(message, &names)
        }
    }

    static func event(
        _ message: UnsafePointer<rd_kafka_message_t>, _ names: inout [OpaquePointer: String]
    ) -> Result<ConsumerEvent, KafkaClientError> {
        let content = message.pointee
        let topic =
            content.rkt.map { rkt in
                if let name = names[rkt] { return name }
                let name = rd_kafka_topic_name(rkt).map { String(cString: $0) } ?? ""
                names[rkt] = name
                return name
            } ?? ""
        switch content.err {
        case RD_KAFKA_RESP_ERR_NO_ERROR:
            return .success(
                .record(
                    ConsumerRecord(
                        topic: topic, partition: content.partition, offset: content.offset,
                        timestamp: Handover.timestamp(of: message),
                        key: bytes(content.key, content.key_len), value: bytes(content.payload, content.len),
                        headers: headers(of: message))))
        case RD_KAFKA_RESP_ERR__PARTITION_EOF:
            return .success(.endOfPartition(TopicPartition(topic, content.partition), nextOffset: content.offset))
        default:
            let place = topic.isEmpty ? "from the cluster" : "from \(topic)[\(content.partition)]"
            return .failure(
                KafkaClientError(
                    content.err, doing: "read \(place)",
                    reason: rd_kafka_message_errstr(message).map { String(cString: $0) },
                    topic: topic.isEmpty ? nil : topic, partition: topic.isEmpty ? nil : content.partition))
        }
    }

    /// A copy; a null pointer is "no value", not "no bytes".
    private static func bytes(_ pointer: UnsafeMutableRawPointer?, _ count: Int) -> [UInt8]? {
        guard let pointer else { return nil }
        // In bounds: the library says how many bytes lie at the pointer, for as long as the message lives.
        return [UInt8](UnsafeRawBufferPointer(start: pointer, count: count))
    }

    private static func headers(of message: UnsafePointer<rd_kafka_message_t>) -> [RecordHeader] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
        var headers: [RecordHeader] = []
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var count = 0
        while rd_kafka_header_get_all(list, headers.count, &name, &value, &count) == RD_KAFKA_RESP_ERR_NO_ERROR {
            let content = value.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: count)) }
            headers.append(RecordHeader(name.map { String(cString: $0) } ?? "", content))
        }
        return headers
    }
}
