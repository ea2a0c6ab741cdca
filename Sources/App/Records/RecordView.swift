import JSONText
import KafkaClient

/// A record in the form that is shown. Key and value are decoded when they are first asked for. Used from one task.
final class RecordView {
    let record: ConsumerRecord
    /// Nil: nothing is decoded.
    private let decoder: RecordDecoder?
    private var decodedKey: DecodedBytes??
    private var decodedValue: DecodedBytes??

    init(_ record: ConsumerRecord, _ decoder: RecordDecoder?) {
        self.record = record
        self.decoder = decoder
    }

    /// Nil where there is none.
    var key: DecodedBytes? {
        get async {
            if let decodedKey { return decodedKey }
            let key = if let decoder { await decoder.key(of: record) } else { record.key.map { DecodedBytes(raw: $0) } }
            decodedKey = .some(key)
            return key
        }
    }

    /// Nil for a tombstone.
    var value: DecodedBytes? {
        get async {
            if let decodedValue { return decodedValue }
            let value = if let decoder { await decoder.value(of: record) } else { record.value.map { DecodedBytes(raw: $0) } }
            decodedValue = .some(value)
            return value
        }
    }

    func print(_ format: OutputFormat) async throws {
        let (key, value) = (await key, await value)
        switch format {
        case .text: try Console.line(RecordPrinter.text(record, key, value))
        case .json, .jsonl: try Console.line(JSONPrinter.compact(.object(RecordPrinter.object(record, key, value))))
        }
    }
}
