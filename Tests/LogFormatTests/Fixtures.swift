import Bytes
import Compression
import LogFormat
import TestKit

/// Batches built by another implementation, in `Batches/*.hex`.
enum GoldenBatches {
    static let files = HexFiles("Batches", beside: #filePath)

    /// What every one of them holds.
    static let records = [
        OwnedRecord(offset: 0, timestamp: 1_700_000_000_000, key: "alpha", value: "one"),
        OwnedRecord(
            offset: 1, timestamp: 1_699_999_999_990, key: nil, value: "no key",
            headers: [
                OwnedHeader(key: "h", value: Array("1".utf8)), OwnedHeader(key: "h", value: nil), OwnedHeader(key: "", value: []),
            ]),
        OwnedRecord(offset: 2, timestamp: 1_700_000_000_500, key: "", value: ""),
        OwnedRecord(offset: 3, timestamp: 1_700_000_000_100, key: "alpha", value: nil),
        OwnedRecord(offset: 4, timestamp: 1_700_000_000_200, key: "schlüssel", value: String(repeating: "x", count: 300)),
    ]
}

/// A record that keeps its own bytes.
struct OwnedRecord: Equatable {
    var offset: Int64
    var timestamp: Int64
    var key: [UInt8]?
    var value: [UInt8]?
    var headers: [OwnedHeader] = []

    init(offset: Int64, timestamp: Int64, key: [UInt8]?, value: [UInt8]?, headers: [OwnedHeader] = []) {
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }

    init(offset: Int64, timestamp: Int64, key: String?, value: String?, headers: [OwnedHeader] = []) {
        self.init(
            offset: offset, timestamp: timestamp, key: key.map { Array($0.utf8) }, value: value.map { Array($0.utf8) },
            headers: headers)
    }

    init(_ record: Record) throws(MalformedBytes) {
        self.init(
            offset: record.offset, timestamp: record.timestamp, key: record.key.map { [UInt8]($0) },
            value: record.value.map { [UInt8]($0) }, headers: try record.headers.array())
    }
}

/// Every batch header in `bytes`.
func headers(in bytes: [UInt8]) throws(MalformedBytes) -> [RecordBatchHeader] {
    var all: [RecordBatchHeader] = []
    try forEachBatch(in: bytes) { batch throws(MalformedBytes) in all.append(batch.header) }
    return all
}

/// Every record in the batches of `bytes`.
func records(in bytes: [UInt8], limit: Int = 1 << 20) throws(MalformedBytes) -> [OwnedRecord] {
    var all: [OwnedRecord] = []
    var scratch = ByteWriter()
    try forEachBatch(in: bytes) { batch throws(MalformedBytes) in
        try batch.forEachRecord(limit: limit, scratch: &scratch) { record throws(MalformedBytes) in
            all.append(try OwnedRecord(record))
        }
    }
    return all
}

func forEachBatch(in bytes: [UInt8], _ body: (BatchView) throws(MalformedBytes) -> Void) throws(MalformedBytes) {
    try bytes.withByteReader { reader throws(MalformedBytes) in
        var walk = BatchWalk(reader.bytes)
        while let batch = try walk.next() { try body(batch) }
    }
}

/// A batch with one record per key; values repeat the offset.
func batch(
    at baseOffset: Int64 = 0, keys: [String?], values: [String?]? = nil, codec: CompressionCodec = .none, timestamp: Int64 = 1000,
    producerID: Int64 = -1, producerEpoch: Int16 = -1, baseSequence: Int32 = -1, isTransactional: Bool = false
) throws -> [UInt8] {
    var builder = RecordBatchBuilder(
        baseOffset: baseOffset, leaderEpoch: 0, codec: codec, isTransactional: isTransactional, producerID: producerID,
        producerEpoch: producerEpoch, baseSequence: baseSequence)
    for (index, key) in keys.enumerated() {
        let value = values.map { $0[index] } ?? "v\(baseOffset + Int64(index))"
        builder.append(
            key: key.map { Array($0.utf8) }, value: value.map { Array($0.utf8) }, timestamp: timestamp + Int64(index))
    }
    return try builder.finish()
}

/// A header in memory, for decisions that look at nothing else.
func header(
    offset: Int64 = 0, count: Int32 = 1, byteCount: Int = 100, maxTimestamp: Int64 = 1000, producerID: Int64 = -1,
    epoch: Int16 = -1, sequence: Int32 = -1, attributes: BatchAttributes = BatchAttributes()
) -> RecordBatchHeader {
    RecordBatchHeader(
        baseOffset: offset, batchLength: Int32(byteCount - 12), partitionLeaderEpoch: 0, attributes: attributes,
        lastOffsetDelta: count - 1, baseTimestamp: maxTimestamp, maxTimestamp: maxTimestamp, producerID: producerID,
        producerEpoch: epoch, baseSequence: sequence, recordCount: count)
}
