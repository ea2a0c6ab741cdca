import Bytes
import LogFormat

/// A batch as a client sends it, checked and ready to append.
struct SampleBatch: Sendable {
    static let time: Int64 = 1_700_000_000_000

    var bytes: [UInt8]
    var validated: ValidatedBatch

    /// Uncompressed, with keys of eight bytes from 0 on.
    init(records: Int, valueByteCount: Int) throws {
        try self.init(keys: (0..<records).map { UInt64($0) }, valueByteCount: valueByteCount)
    }

    init(keys: some Sequence<UInt64>, valueByteCount: Int) throws {
        let value = Noise.bytes(valueByteCount)
        var builder = RecordBatchBuilder()
        for key in keys {
            builder.append(key: withUnsafeBytes(of: key.bigEndian) { [UInt8]($0) }, value: value, timestamp: Self.time)
        }
        bytes = try builder.finish()
        var scratch = ByteWriter()
        var validation = BatchValidation()
        validation.messageMaxByteCount = .max
        validated = try bytes.withUnsafeBytes { try validation.validate($0, now: Self.time, scratch: &scratch) }
    }
}
