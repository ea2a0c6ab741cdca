package import Bytes

/// The `.txnindex` file of a segment: the aborted transactions whose markers lie in it. There is none for a segment without.
///
/// | byte | size | field                                            |
/// |-----:|-----:|--------------------------------------------------|
/// |    0 |    2 | version, 0                                       |
/// |    2 |    8 | producer id                                      |
/// |   10 |    8 | first offset of the transaction                  |
/// |   18 |    8 | last offset: its marker's                        |
/// |   26 |    8 | last stable offset when the marker was appended  |
///
/// In the order of the markers. Big-endian, as Kafka's.
package enum TransactionIndexFormat {
    package static let entryByteCount = 34
    private static let version: Int16 = 0

    package static func write(_ transactions: [AbortedTransaction]) -> [UInt8] {
        var writer = ByteWriter(capacity: transactions.count * entryByteCount)
        for transaction in transactions {
            writer.writeInteger(version)
            writer.writeInteger(transaction.producerID)
            writer.writeInteger(transaction.firstOffset)
            writer.writeInteger(transaction.lastOffset)
            writer.writeInteger(transaction.lastStableOffset)
        }
        return writer.array()
    }

    /// The whole file. Throws if it makes no sense.
    package static func read(_ bytes: UnsafeRawBufferPointer) throws(MalformedBytes) -> [AbortedTransaction] {
        guard bytes.count.isMultiple(of: entryByteCount) else {
            throw MalformedBytes(
                reading: "transaction index", position: bytes.count - bytes.count % entryByteCount,
                problem: "\(bytes.count) bytes are no multiple of \(entryByteCount)")
        }
        var transactions: [AbortedTransaction] = []
        transactions.reserveCapacity(bytes.count / entryByteCount)
        var reader = ByteReader(bytes)
        while !reader.isAtEnd {
            let start = reader.position
            let version: Int16 = try reader.readInteger()
            guard version == Self.version else {
                throw MalformedBytes(
                    reading: "transaction index", position: start, problem: "has version \(version), \(Self.version) is read")
            }
            let transaction = AbortedTransaction(
                producerID: try reader.readInteger(), firstOffset: try reader.readInteger(), lastOffset: try reader.readInteger(),
                lastStableOffset: try reader.readInteger())
            let previous = transactions.last?.lastOffset ?? -1
            guard transaction.firstOffset >= 0, transaction.firstOffset < transaction.lastOffset,
                transaction.lastOffset > previous
            else {
                throw MalformedBytes(
                    reading: "transaction index", position: start,
                    problem: "the offsets \(transaction.firstOffset) to \(transaction.lastOffset) do not follow \(previous)")
            }
            transactions.append(transaction)
        }
        return transactions
    }
}
