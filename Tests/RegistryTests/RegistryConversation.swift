import DurableState
import Registry
import RegistryModel
import Testing

/// A registry and its log as values: commands go in, replies come out, and it can be restarted at any time.
struct RegistryConversation {
    private(set) var state = RegistryState()
    private(set) var logs: [LogPartition: [StoredRecord]] = [:]

    @discardableResult
    mutating func run(_ command: RegistryCommand) throws(RegistryError) -> RegistryReply {
        let decision = try state.decide(command)
        for record in decision.records {
            state.apply(record)
            let (partition, bytes) = record.encoded()
            plant(key: bytes.key, value: bytes.value, in: partition)
        }
        return decision.reply
    }

    /// Puts a record into the log without telling the state: somebody else's writing. `restart` brings it in.
    mutating func plant(key: [UInt8]?, value: [UInt8]?, in partition: LogPartition = RegistryRecord.schemas) {
        let offset = (logs[partition]?.last?.offset ?? -1) + 1
        logs[partition, default: []].append(
            StoredRecord(partition: partition, offset: offset, timestamp: 0, key: key, value: value))
    }

    mutating func plant(_ key: String, _ value: String?) { plant(key: Array(key.utf8), value: value.map { Array($0.utf8) }) }

    /// A new state from the log; answers what could not be read.
    @discardableResult
    mutating func restart() -> [UnreadableRecord] {
        state = RegistryState()
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

    @discardableResult
    mutating func register(
        _ subject: String, _ schema: String, format: SchemaFormat = .avro, references: [RequestedReference] = [],
        normalizes: Bool = false, version: Int32? = nil, id: Int32? = nil
    ) throws(RegistryError) -> RegistryReply {
        try run(
            .register(
                RegisterSchema(
                    subject: Subject(subject), schema: SubmittedSchema(format: format, text: schema, references: references),
                    normalizes: normalizes, version: version.flatMap { SchemaVersion($0) }, id: id.map { SchemaID($0) })))
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

func registered(_ id: Int32, _ version: Int32) throws -> RegistryReply {
    .registered(SchemaID(id), try #require(SchemaVersion(version)))
}

func record(_ name: String, _ fields: String...) -> String {
    #"{"type":"record","name":"\#(name)","fields":[\#(fields.joined(separator: ","))]}"#
}
