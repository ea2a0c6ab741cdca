internal import CRdKafka

/// Gives records to the library and reads its delivery reports.
enum Handover {
    /// Copies the record into the library's queue. Never blocks. `delivery` comes back in the report.
    static func produce(_ record: ProducerRecord, _ delivery: Delivery, to handle: OpaquePointer) -> KafkaClientError? {
        let action = "send a record to \(record.partition.map { "\(record.topic)[\($0)]" } ?? record.topic)"
        let retained = Unmanaged.passRetained(delivery)
        let headers = record.headers.isEmpty ? nil : makeHeaders(record.headers)
        var failure: OpaquePointer?
        record.topic.withCString { topic in
            withBytes(record.key) { key, keyCount in
                withBytes(record.value) { value, valueCount in
                    var arguments: [rd_kafka_vu_t] = [
                        .make(RD_KAFKA_VTYPE_TOPIC) { $0.cstr = topic },
                        .make(RD_KAFKA_VTYPE_KEY) { $0.mem = .init(ptr: key, size: keyCount) },
                        .make(RD_KAFKA_VTYPE_VALUE) { $0.mem = .init(ptr: value, size: valueCount) },
                        .make(RD_KAFKA_VTYPE_MSGFLAGS) { $0.i = RD_KAFKA_MSG_F_COPY },
                        .make(RD_KAFKA_VTYPE_OPAQUE) { $0.ptr = retained.toOpaque() },
                    ]
                    if let partition = record.partition {
                        arguments.append(.make(RD_KAFKA_VTYPE_PARTITION) { $0.i32 = partition })
                    }
                    if let timestamp = record.timestampMilliseconds {
                        arguments.append(.make(RD_KAFKA_VTYPE_TIMESTAMP) { $0.i64 = timestamp })
                    }
                    if let headers { arguments.append(.make(RD_KAFKA_VTYPE_HEADERS) { $0.headers = headers }) }
                    failure = rd_kafka_produceva(handle, &arguments, arguments.count)
                }
            }
        }
        guard let failure else { return nil }
        // The library takes headers and opaque only when it accepts the record.
        if let headers { rd_kafka_headers_destroy(headers) }
        retained.release()
        return KafkaClientError(consuming: failure, doing: action, topic: record.topic, partition: record.partition)
    }

    /// The outcome of one record and the delivery it belongs to.
    static func settle(_ message: UnsafePointer<rd_kafka_message_t>) -> (Delivery, Result<RecordMetadata, KafkaClientError>)? {
        guard let opaque = message.pointee._private else { return nil }
        // Retained by `produce`, and each record is reported exactly once.
        let delivery = Unmanaged<Delivery>.fromOpaque(opaque).takeRetainedValue()
        let partition = message.pointee.partition
        guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let place = partition >= 0 ? "\(delivery.topic)[\(partition)]" : delivery.topic
            return (
                delivery,
                .failure(
                    KafkaClientError(
                        message.pointee.err, doing: "send a record to \(place)", topic: delivery.topic,
                        partition: partition >= 0 ? partition : nil))
            )
        }
        let offset = message.pointee.offset
        let metadata = RecordMetadata(
            topic: delivery.topic, partition: partition, offset: offset >= 0 ? offset : nil, timestamp: timestamp(of: message))
        return (delivery, .success(metadata))
    }

    static func timestamp(of message: UnsafePointer<rd_kafka_message_t>) -> RecordTimestamp? {
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let milliseconds = rd_kafka_message_timestamp(message, &kind)
        switch kind {
        case RD_KAFKA_TIMESTAMP_CREATE_TIME: return RecordTimestamp(milliseconds: milliseconds, kind: .created)
        case RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME: return RecordTimestamp(milliseconds: milliseconds, kind: .appended)
        default: return nil
        }
    }

    private static func makeHeaders(_ headers: [RecordHeader]) -> OpaquePointer? {
        guard let list = rd_kafka_headers_new(headers.count) else { return nil }
        for header in headers {
            withBytes(header.value) { bytes, count in
                // -1: the name ends at its zero. The value is copied.
                _ = rd_kafka_header_add(list, header.name, -1, bytes, count)
            }
        }
        return list
    }

    /// Nil stays a null pointer; no bytes become a pointer that is not null, since the two differ on the wire.
    private static func withBytes(_ bytes: [UInt8]?, _ body: (UnsafeMutableRawPointer?, Int) -> Void) {
        guard let bytes else { return body(nil, 0) }
        bytes.withUnsafeBytes { buffer in
            // The callee copies `count` bytes and writes none.
            if let base = buffer.baseAddress, buffer.count > 0 {
                body(UnsafeMutableRawPointer(mutating: base), buffer.count)
            } else {
                var nothing: UInt8 = 0
                withUnsafeMutableBytes(of: &nothing) { body($0.baseAddress, 0) }
            }
        }
    }
}

extension rd_kafka_vu_t {
    fileprivate static func make(
        _ type: rd_kafka_vtype_t, _ fill: (inout rd_kafka_vu_t.__Unnamed_union_u) -> Void
    ) -> rd_kafka_vu_t {
        var argument = rd_kafka_vu_t()
        argument.vtype = type
        fill(&argument.u)
        return argument
    }
}
