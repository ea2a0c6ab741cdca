package import DurableState
internal import Bytes

/// A change of the catalog as it stands in `_herald_metadata`; byte tables in docs/formats/metadata-topic.md.
///
///     key    i16 kind = 0 | i16 length, name
///     value  i16 version = 0 | 16 B topic id | i32 partition count | i32 option count
///            | per option: i16 length, name | i16 length, value
///     A topic that is deleted has a tombstone.
package enum TopicRecord: LoggedRecord, Hashable {
    /// The topic is now this.
    case topic(TopicDescription)
    case deleted(TopicName)

    package static let partition = LogPartition(topic: TopicName.metadata, index: 0)

    private static let topicKind: Int16 = 0
    private static let version: Int16 = 0

    package func encoded() -> (partition: LogPartition, record: NewRecord) {
        switch self {
        case .topic(let topic): (Self.partition, NewRecord(key: Self.key(topic.name), value: Self.value(topic)))
        case .deleted(let name): (Self.partition, NewRecord(key: Self.key(name), value: nil))
        }
    }

    /// Nil for kinds of keys that a later version may add.
    package static func decode(_ stored: StoredRecord) throws(UnreadableRecord) -> TopicRecord? {
        do throws(MalformedBytes) {
            guard let key = stored.key else { throw MalformedBytes(reading: "metadata key", position: 0, problem: "is missing") }
            let name = try key.withByteReader { (reader) throws(MalformedBytes) -> TopicName? in
                guard try reader.readInteger(Int16.self) == topicKind else { return nil }
                return try readName(&reader)
            }
            guard let name else { return nil }
            guard let value = stored.value else { return .deleted(name) }
            return .topic(try value.withByteReader { (reader) throws(MalformedBytes) in try readTopic(name, &reader) })
        } catch {
            throw UnreadableRecord(stored, problem: error.description)
        }
    }

    // MARK: Bytes

    private static func key(_ name: TopicName) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(topicKind)
        writer.writeShortString(name.text)
        return writer.array()
    }

    private static func value(_ topic: TopicDescription) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeInteger(version)
        topic.id.write(to: &writer)
        writer.writeInteger(topic.partitionCount)
        writer.writeOptions(topic.overrides)
        return writer.array()
    }

    private static func readName(_ reader: inout ByteReader) throws(MalformedBytes) -> TopicName {
        let position = reader.position
        let text = try reader.readShortString("topic name")
        do throws(TopicRejection) {
            return try TopicName(text)
        } catch {
            throw MalformedBytes(reading: "topic name", position: position, problem: error.sentence)
        }
    }

    private static func readTopic(_ name: TopicName, _ reader: inout ByteReader) throws(MalformedBytes) -> TopicDescription {
        let version: Int16 = try reader.readInteger()
        guard version == Self.version else {
            throw MalformedBytes(
                reading: "topic version", position: 0, problem: "is \(version), this program reads version \(Self.version)")
        }
        let id = try TopicID(from: &reader)
        let partitionCount: Int32 = try reader.readInteger()
        guard partitionCount > 0 else {
            throw MalformedBytes(reading: "partition count", position: reader.position - 4, problem: "is \(partitionCount)")
        }
        return TopicDescription(name: name, id: id, partitionCount: partitionCount, overrides: try reader.readOptions())
    }
}
