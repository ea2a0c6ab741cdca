import Avro
import Compatibility
import Foundation
import JSONText
import TestKit
import Testing

/// Verdicts against the decoder. `HERALD_LONG=1` takes 10,000 records for every compatible pair, `HERALD_SEED` one seed.
@Suite struct `Verdicts hold for data` {
    private static let isLong = ProcessInfo.processInfo.environment["HERALD_LONG"] == "1"

    @Test(arguments: Seed.values(isLong ? 300 : 24))
    func `compatible pairs read every record, and each break has a record that breaks`(_ seed: UInt64) throws {
        var pairs = RandomPairs(seed: seed)
        for number in 0..<(Self.isLong ? 20 : 12) {
            let pair = pairs.pair()
            guard let old = written(pair.old), let new = written(pair.new) else { continue }
            let about: Comment = "HERALD_SEED=\(seed), pair \(number)\nold \(pair.old)\nnew \(pair.new)"
            for level in [CompatibilityLevel.backward, .forward] {
                let verdict = CompatibilityCheck.check(new: new.schema, history: [.init(version: 1, schema: old.schema)], level: level)
                let (reader, writer) = level == .backward ? (new, old) : (old, new)
                if verdict.isCompatible {
                    try expectReadable(reader, writer, seed: seed, about)
                } else {
                    for finding in FindingEvidence.complete(verdict, new: new, old: [1: old]).findings {
                        try EvidenceCheck(new: new, old: old).check(finding)
                        #expect(finding.witness != nil || finding.harmless != nil, about)
                    }
                }
            }
        }
    }

    private func written(_ text: String) -> WrittenSchema? {
        (try? AvroSchemaParser.parse(text)).map { WrittenSchema(.avro($0), text: text) }
    }

    private func expectReadable(_ reader: WrittenSchema, _ writer: WrittenSchema, seed: UInt64, _ about: Comment) throws {
        guard case .avro(let readerSchema) = reader.schema, case .avro(let writerSchema) = writer.schema else { return }
        let errors = SchemaResolution.errors(writer: writerSchema, reader: readerSchema)
        #expect(errors.isEmpty, about)
        guard errors.isEmpty else { return }
        let plan = try SchemaResolution.plan(writer: writerSchema, reader: readerSchema)
        var records = RandomRecords(writerSchema, seed: seed)
        for _ in 0..<(Self.isLong ? 10_000 : 40) {
            guard let record = records.record() else { return }
            do {
                _ = try GenericDatum(record, plan: plan)
            } catch {
                Issue.record("\(error)\n\(about)")
                return
            }
        }
    }
}
