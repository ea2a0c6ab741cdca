import Bytes
import KafkaClient
import LeafDump
import RegistryClient
import RegistryModel
import Serializers

/// Decodes retained records twice and compares leaf by leaf. Used from one task.
struct TopicVerification {
    struct Summary: Sendable {
        var recordCount = 0
        /// Keys and values that both decoders read the same.
        var sameCount = 0
        /// Without a schema's id in front, and so not decoded.
        var plainCount = 0
        /// Of schemas that the C libraries do not take, by their reason.
        var incomparable: [String: Int] = [:]
        var findingCount = 0
        var restartCount = 0
    }

    /// A key or value that waits to be compared.
    fileprivate struct Item {
        var record: (topic: String, partition: Int32, offset: Int64)
        var side: SubjectNameStrategy.Side
        var datum: [UInt8]
    }

    private let registry: RegistryClient
    private let second: SecondReading
    private let report: (VerificationFinding) throws -> Void
    private var shelf = SchemaShelf()
    private var collections: [String: SchemaCollection] = [:]
    private var opinions: [RecordOpinion.Key: RecordOpinion] = [:]
    private var waiting: [RecordOpinion.Key: [Item]] = [:]
    private var waitingBytes = 0
    private(set) var summary = Summary()

    private static let batchBytes = 1 << 20
    private static let batchCount = 500

    init(_ registry: RegistryClient, _ second: SecondReading, report: @escaping (VerificationFinding) throws -> Void) {
        self.registry = registry
        self.second = second
        self.report = report
    }

    mutating func add(_ record: ConsumerRecord) async throws {
        summary.recordCount += 1
        let collection = collections[record.topic] ?? SchemaCollection(registry, topic: record.topic, shelf: shelf)
        collections[record.topic] = collection
        _ = try await collection.schemas(of: record)
        for (bytes, side) in [(record.key, SubjectNameStrategy.Side.key), (record.value, .value)] {
            guard let bytes else { continue }
            try add(bytes, side, record)
        }
    }

    private mutating func add(_ bytes: [UInt8], _ side: SubjectNameStrategy.Side, _ record: ConsumerRecord) throws {
        // A record that names its schema in a header has no id in front, whatever it begins like.
        let isFramed = !record.headers.contains { $0.name == "__\(side.rawValue)_schema_id" }
        guard isFramed, let id = RecordEnvelope.id(bytes), let form = shelf.form(id) else {
            summary.plainCount += 1
            return
        }
        guard let (key, start) = RecordOpinion.key(bytes, id, form) else {
            return try find(.unreadable, record.place(side), id, "the record names no message of its schema")
        }
        let item = Item(
            record: (record.topic, record.partition, record.offset), side: side, datum: Array(bytes[start...]))
        waiting[key, default: []].append(item)
        waitingBytes += item.datum.count
        opinions[key] = opinions[key] ?? RecordOpinion(key, form)
        if waitingBytes >= Self.batchBytes || waiting[key]?.count ?? 0 >= Self.batchCount { try settle() }
    }

    /// Compares what waits.
    mutating func settle() throws {
        for (key, items) in waiting.sorted(by: { ($0.key.id.rawValue, $0.key.message) < ($1.key.id.rawValue, $1.key.message) }) {
            guard let opinion = opinions[key] else { continue }
            // The libraries trust what they read: they get nothing that our decoder has not taken.
            var readable: [(item: Item, ours: [UInt8])] = []
            for item in items {
                do { readable.append((item, try opinion.dump(item.datum))) } catch {
                    try find(.unreadable, item.place, key.id, "our decoder refuses it: \(error)")
                }
            }
            if readable.isEmpty { continue }
            guard let outcomes = try second.read(readable.map(\.item.datum), key, opinion) else {
                summary.incomparable[second.refusals[key] ?? "", default: 0] += readable.count
                continue
            }
            for ((item, ours), outcome) in zip(readable, outcomes) {
                switch outcome {
                case .refused(let reason): try find(.refused, item.place, key.id, reason)
                case .crashed(let how): try find(.crashed, item.place, key.id, how)
                case .leaves(let theirs):
                    guard let difference = LeafDump.difference(ours: ours, theirs: theirs, cutsTexts: true) else {
                        summary.sameCount += 1
                        continue
                    }
                    let path = opinion.path(of: difference.line, in: item.datum)
                    try find(
                        .differs, item.place, key.id,
                        "Herald reads \(difference.ours), \(key.library) reads \(difference.theirs)",
                        path: path)
                }
            }
        }
        waiting.removeAll()
        waitingBytes = 0
        summary.restartCount = second.restartCount
    }

    private mutating func find(
        _ kind: VerificationFinding.Kind, _ place: (topic: String, partition: Int32, offset: Int64, side: String), _ id: SchemaID,
        _ sentence: String, path: String = ""
    ) throws {
        summary.findingCount += 1
        try report(
            VerificationFinding(
                kind: kind, topic: place.topic, partition: place.partition, offset: place.offset, side: place.side, schema: id,
                path: path, sentence: sentence))
    }
}

extension TopicVerification.Item {
    fileprivate var place: (topic: String, partition: Int32, offset: Int64, side: String) {
        (record.topic, record.partition, record.offset, side.rawValue)
    }
}

extension ConsumerRecord {
    fileprivate func place(_ side: SubjectNameStrategy.Side) -> (topic: String, partition: Int32, offset: Int64, side: String) {
        (topic, partition, offset, side.rawValue)
    }
}

extension RecordOpinion.Key {
    var library: String { message.isEmpty ? "libavro" : "protobuf-c" }
}
