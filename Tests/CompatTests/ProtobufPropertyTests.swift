import Compatibility
import Foundation
import ProtobufCodec
import ProtobufSchema
import TestKit
import Testing

/// Protobuf's verdicts against the decoder. `HERALD_LONG=1` takes 10,000 records for every compatible pair, `HERALD_SEED` one seed.
@Suite struct `Protobuf verdicts hold for data` {
    private static let isLong = ProcessInfo.processInfo.environment["HERALD_LONG"] == "1"

    @Test(arguments: Seed.values(isLong ? 300 : 24))
    func `compatible pairs read every record, and each break on the wire has a record that breaks`(_ seed: UInt64) throws {
        var pairs = ProtobufRandomPairs(seed: seed)
        for number in 0..<(Self.isLong ? 20 : 12) {
            let pair = pairs.pair()
            guard let old = written(pair.old), let new = written(pair.new) else { continue }
            let about: Comment = "HERALD_SEED=\(seed), pair \(number)\nold \(pair.old)\nnew \(pair.new)"
            for level in [CompatibilityLevel.backward, .forward] {
                let verdict = CompatibilityCheck.check(
                    new: new.schema, history: [.init(version: 1, schema: old.schema)], level: level)
                let (reader, writer) = level == .backward ? (new, old) : (old, new)
                if verdict.isCompatible {
                    try expectReadable(reader, writer, seed: seed, about)
                } else {
                    for finding in FindingEvidence.complete(verdict, new: new, old: [1: old]).findings {
                        try ProtobufEvidenceCheck(new: new, old: old, policy: nil).check(finding)
                        #expect(finding.witness != nil || finding.harmless != nil, about)
                    }
                }
            }
        }
    }

    private func written(_ text: String) -> WrittenSchema? {
        (try? ProtoCompiler.compile(text)).map { WrittenSchema(.protobuf($0), text: text) }
    }

    /// Every record is read; fields of one type on both sides have the values they were written with. What registries do not look at
    /// is left out: labels of strings and messages, and text that was bytes.
    private func expectReadable(_ reader: WrittenSchema, _ writer: WrittenSchema, seed: UInt64, _ about: Comment) throws {
        guard case .protobuf(let readerSchema) = reader.schema, case .protobuf(let writerSchema) = writer.schema,
            !isOverlooked(readerSchema, writerSchema)
        else { return }
        for (index, message) in writerSchema.messages.enumerated() where !message.isMapEntry {
            guard let readerID = readerSchema.message(named: message.fullName) else { continue }
            let id = ProtobufSchema.MessageID(index)
            let (plan, readerPlan) = (
                ProtobufDecodingPlan(writerSchema, message: id), ProtobufDecodingPlan(readerSchema, message: readerID)
            )
            var random = SeededGenerator(seed: seed &+ UInt64(index))
            for _ in 0..<(Self.isLong ? 10_000 : 20) {
                guard let record = try? ProtobufSample.message(plan, using: &random) else { break }
                do {
                    let read = try DynamicMessage(record.serialized, plan: readerPlan)
                    for field in message.fields {
                        guard let same = readerSchema[readerID].fields.first(where: { $0.number == field.number }),
                            isScalar(field), field.kind == same.kind, field.cardinality == same.cardinality,
                            record.has(field.number)
                        else { continue }
                        let (before, after) = (record[field.number], read[field.number])
                        let isSame =
                            before?.bytes == after?.bytes && before?.string == after?.string && before?.int64 == after?.int64
                            && before?.uint64 == after?.uint64 && before?.bool == after?.bool
                            && before?.list?.count == after?.list?.count
                            && before?.double?.bitPattern == after?.double?.bitPattern
                        #expect(isSame, about)
                    }
                } catch {
                    Issue.record("\(error)\n\(about)")
                    return
                }
            }
        }
    }

    private func isScalar(_ field: ProtobufField) -> Bool {
        switch field.kind {
        case .message, .enumeration: false
        default: true
        }
    }

    /// Whether a field became required, or bytes became text, where registries let it pass.
    private func isOverlooked(_ reader: ProtobufSchema, _ writer: ProtobufSchema) -> Bool {
        for message in writer.messages {
            guard let id = reader.message(named: message.fullName) else { continue }
            for field in message.fields {
                guard let same = reader[id].fields.first(where: { $0.number == field.number }) else { continue }
                if same.cardinality == .required, field.cardinality != .required { return true }
                if field.kind == .bytes, same.kind == .string { return true }
            }
        }
        return false
    }
}
