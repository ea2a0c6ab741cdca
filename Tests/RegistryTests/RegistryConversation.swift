import DurableState
import Registry
import RegistryModel
import Testing

/// A registry and its log as values: commands go in, replies come out, and it can be restarted at any time.
struct RegistryConversation {
    private(set) var state: RegistryState
    private let dialect: RegistryDialect
    private(set) var logs: [LogPartition: [StoredRecord]] = [:]

    init(dialect: RegistryDialect = .confluent7) {
        self.dialect = dialect
        state = RegistryState(dialect: dialect)
    }

    @discardableResult
    mutating func run(_ command: RegistryCommand) throws(RegistryError) -> RegistryReply {
        let decision = try state.decide(command)
        for record in decision.records {
            state.apply(record)
            let (partition, bytes) = record.encoded()
            plant(key: bytes.key, value: bytes.value, at: bytes.timestamp ?? 0, in: partition)
        }
        return decision.reply
    }

    /// Puts a record into the log without telling the state: somebody else's writing. `restart` brings it in.
    mutating func plant(
        key: [UInt8]?, value: [UInt8]?, at timestamp: Int64 = 0, in partition: LogPartition = RegistryRecord.schemas
    ) {
        let offset = (logs[partition]?.last?.offset ?? -1) + 1
        logs[partition, default: []].append(
            StoredRecord(partition: partition, offset: offset, timestamp: timestamp, key: key, value: value))
    }

    mutating func plant(_ key: String, _ value: String?) { plant(key: Array(key.utf8), value: value.map { Array($0.utf8) }) }

    /// A new state from the log; answers what could not be read.
    @discardableResult
    mutating func restart() -> [UnreadableRecord] {
        state = RegistryState(dialect: dialect)
        var unreadable: [UnreadableRecord] = []
        for partition in RegistryRecord.partitions {
            for stored in logs[partition] ?? [] {
                do throws(UnreadableRecord) {
                    if let record = try RegistryRecord.decode(stored) { state.apply(record) }
                } catch {
                    unreadable.append(error)
                }
            }
        }
        return unreadable
    }

    /// Keeps the last record of every key, tombstones gone, as compaction does in the end. Bytes decide what a key is.
    mutating func compact() {
        for (partition, records) in logs {
            var last: [[UInt8]: Int64] = [:]
            for record in records { last[record.key ?? []] = record.offset }
            logs[partition] = records.filter { $0.value != nil && last[$0.key ?? []] == $0.offset }
        }
    }

    // MARK: Shorthand

    /// What a registration was answered with.
    struct Registered: Equatable {
        var id: Int32
        var version: Int32
    }

    @discardableResult
    mutating func register(
        _ subject: String, _ schema: String, format: SchemaFormat = .avro, references: [RequestedReference] = [],
        metadata: SchemaMetadata? = nil, ruleSet: SchemaRuleSet? = nil, normalizes: Bool = false, version: Int32? = nil,
        id: Int32? = nil, isForced: Bool = false
    ) throws(RegistryError) -> Registered {
        let submitted = SubmittedSchema(
            format: format, text: schema, references: references, metadata: metadata, ruleSet: ruleSet)
        var wish = RegisterSchema(
            subject: Subject(subject), schema: submitted, normalizes: normalizes, version: RequestedVersion(version),
            id: id.map { SchemaID($0) }, isForced: isForced)
        wish.time = 1_700_000_000_000 + Int64(logs[RegistryRecord.schemas]?.count ?? 0)
        let reply = try run(.register(wish))
        guard case .registered(let schema, _) = reply else { preconditionFailure("a registration is answered with a version") }
        return Registered(id: schema.id.rawValue, version: schema.version.rawValue)
    }

    @discardableResult
    mutating func delete(_ subject: String, _ version: String? = nil, permanently: Bool = false) throws(RegistryError)
        -> RegistryReply
    {
        guard let version else { return try run(.deleteSubject(Subject(subject), permanently: permanently)) }
        guard let selector = SchemaVersionSelector(version) else { throw .invalidVersion(version) }
        return try run(.deleteVersion(Subject(subject), selector, permanently: permanently))
    }

    /// The records of a log as text, `key value` each.
    func lines(_ partition: LogPartition = RegistryRecord.schemas) -> [String] {
        (logs[partition] ?? []).map { record in
            let key = String(decoding: record.key ?? [], as: UTF8.self)
            return "\(key) \(record.value.map { String(decoding: $0, as: UTF8.self) } ?? "-")"
        }
    }
}

func registered(_ id: Int32, _ version: Int32) -> RegistryConversation.Registered { .init(id: id, version: version) }

/// Every subject of every context.
let everywhere = SubjectPrefix(":*:")

func record(_ name: String, _ fields: String...) -> String {
    #"{"type":"record","name":"\#(name)","fields":[\#(fields.joined(separator: ","))]}"#
}
