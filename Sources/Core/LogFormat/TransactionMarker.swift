package import Bytes

/// The control batch that ends a transaction in one partition: a batch of one record, without sequence.
///
///     key    i16 version = 0 | i16 type: 0 abort, 1 commit
///     value  i16 version = 0 | i32 epoch of the coordinator
package struct TransactionMarker: Equatable, Sendable {
    package var producerID: Int64
    package var producerEpoch: Int16
    package var isCommit: Bool

    package init(producerID: Int64, producerEpoch: Int16, isCommit: Bool) {
        self.producerID = producerID
        self.producerEpoch = producerEpoch
        self.isCommit = isCommit
    }

    /// The only coordinator there is never changes.
    package static let coordinatorEpoch: Int32 = 0

    /// - Parameter timestamp: Milliseconds since 1970-01-01 UTC.
    package func batch(timestamp: Int64) -> [UInt8] {
        var key = ByteWriter(capacity: 4), value = ByteWriter(capacity: 6)
        key.writeInteger(Int16(0))
        key.writeInteger(Int16(isCommit ? 1 : 0))
        value.writeInteger(Int16(0))
        value.writeInteger(Self.coordinatorEpoch)
        var builder = RecordBatchBuilder(
            isTransactional: true, isControl: true, producerID: producerID, producerEpoch: producerEpoch)
        builder.append(key: key.array(), value: value.array(), timestamp: timestamp)
        do { return try builder.finish() } catch { preconditionFailure("nothing is compressed here: \(error)") }
    }
}
