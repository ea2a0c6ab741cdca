import Avro
import Foundation
import LeafDump
import RegistryClient
import RegistryModel

/// An Avro container file, which libavro reads in a process of its own: records of a topic as we write them, or data of others,
/// which become values.
final class ContainerSource: RecordSource {
    /// The id that data of others have until their schema is registered.
    static let ownID = SchemaID(0)

    private let worker: VerifyWorker
    private let shelf: SchemaShelf
    /// Nil for a file of others.
    private let envelope: RecordEnvelope?
    private let schemaText: String
    private let topic: String
    private var data: ArraySlice<[UInt8]> = []
    private var count = 0
    private var isOver = false

    /// - Parameter topic: what data of others are for.
    init(_ path: String, _ shelf: SchemaShelf, topic: String) throws {
        let header = try Self.header(path)
        self.shelf = shelf
        self.topic = topic
        let schema: AvroSchema
        do { schema = try AvroSchema(parsing: header.schemaText) } catch {
            throw InterchangeProblem("the schema of the file cannot be used: \(error)")
        }
        guard ContainerCodec(rawValue: header.codec) != nil else {
            throw InterchangeProblem(
                "its blocks are packed with \(header.codec); read are "
                    + ContainerCodec.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        envelope = RecordEnvelope(of: schema)
        schemaText = header.schemaText
        worker = try VerifyWorker()
        _ = try demand(OpinionFrame(.containerOpen, [Array(path.utf8)]))
    }

    /// Checks that the file ends as one does that is whole: libavro takes one that was cut for one that has ended.
    private static func header(_ path: String) throws -> ContainerHeader {
        let file = try ReadFile(path)
        let header = try ContainerHeader(try file.peek(ContainerHeader.maxBytes))
        guard let handle = try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)), let end = try? handle.seekToEnd(),
            end >= 16, (try? handle.seek(toOffset: end - 16)) != nil,
            let tail = try? handle.read(upToCount: 16), Array(tail) == header.syncMarker
        else { throw InterchangeProblem("the file does not end with its sync marker: it was cut, or is still being written") }
        return header
    }

    var place: String { "datum \(count)" }

    func next() throws -> CarriedRecord? {
        if data.isEmpty, !isOver {
            data = try demand(OpinionFrame(.containerNext))[...]
            isOver = data.isEmpty
        }
        guard let datum = data.popFirst() else { return nil }
        count += 1
        guard let envelope else { return try foreign(datum) }
        let record = try envelope.decode(datum)
        for schema in record.schemas { try shelf.put(schema) }
        return record
    }

    private func foreign(_ datum: [UInt8]) throws -> CarriedRecord {
        var record = CarriedRecord(offset: Int64(count - 1), value: SchemaFrame.bytes(Self.ownID) + datum)
        if count == 1 {
            let schema = CarriedSchema(id: Self.ownID, text: SchemaText(schemaText), place: nil, topic: topic)
            try shelf.put(schema)
            record.schemas = [schema]
        }
        return record
    }

    private func demand(_ frame: OpinionFrame) throws -> [[UInt8]] {
        do { return try worker.demand(frame) } catch let failure as VerifyWorker.Failure {
            throw InterchangeProblem("\(failure)")
        }
    }
}
