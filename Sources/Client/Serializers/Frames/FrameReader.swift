internal import KafkaClient
internal import RegistryModel
internal import Synchronization

/// Takes records apart and finds which schema of this registry each of them names.
final class FrameReader: Sendable {
    let side: SubjectNameStrategy.Side
    private let foreign: ForeignSchemas?
    private let known = Mutex<[ForeignSchemas.Reference: SchemaID]>([:])
    private static let maxKnown = 10_000

    init(side: SubjectNameStrategy.Side, foreign: ForeignSchemas?) {
        self.side = side
        self.foreign = foreign
    }

    func frame(_ bytes: [UInt8], _ headers: [RecordHeader], _ topic: String) throws -> RecordFrame {
        do {
            return try RecordFrame.read(
                bytes, headers: headers, side: side, readsAzurePreamble: foreign?.readsAzurePreamble == true)
        } catch {
            throw SerializationError(
                .notFramed, topic: topic, side: side, "\(error)",
                advice: "Check that the producer writes with a schema registry's serializer", underlying: error)
        }
    }

    func key(_ frame: RecordFrame, _ topic: String) async throws -> SchemaKey {
        switch frame.writer {
        case .known(let key): key
        case .foreign(let reference): .id(try await id(reference, topic))
        }
    }

    private func id(_ reference: ForeignSchemas.Reference, _ topic: String) async throws -> SchemaID {
        if let id = known.withLock({ $0[reference] }) { return id }
        guard let foreign else {
            throw SerializationError(
                .unknownSchema, topic: topic, side: side, "the record was written with \(reference)",
                advice: "Give the deserializer `foreign:`, which says which schema of this registry that is")
        }
        guard let id = try await foreign.schemaID(reference) else {
            throw SerializationError(
                .unknownSchema, topic: topic, side: side, "no schema of this registry stands for \(reference)",
                advice: "Register it here, and name it in the mapping that `foreign:` is")
        }
        known.withLock { known in
            if known.count >= Self.maxKnown { known.removeAll() }
            known[reference] = id
        }
        return id
    }
}
