import Foundation
import SwiftGeneration
import Testing

@testable import Avro

/// Files made of schemas: those of this target, the one benchmarks measure, and the one of a package outside.
enum GeneratedFiles {
    struct Source {
        var schema: URL
        var output: URL
        var access: SwiftGenerator.Access
    }

    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    static let sources: [Source] = {
        let schemas = directory.appendingPathComponent("Schemas")
        let own = ["order", "tree", "names"].map { name in
            Source(
                schema: schemas.appendingPathComponent("\(name).avsc"),
                output: directory.appendingPathComponent("Generated/\(name.capitalized)Types.swift"), access: .internal)
        }
        let benchmarks = directory.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Benchmarks/Sources/Avro/Generated")
        let measured = Source(
            schema: schemas.appendingPathComponent("bench-order.avsc"),
            output: benchmarks.appendingPathComponent("MeasuredOrder.swift"), access: .public)
        let outside = directory.deletingLastPathComponent().appendingPathComponent("OutsidePackage")
        let foreign = Source(
            schema: outside.appendingPathComponent("Schemas/payment.avsc"),
            output: outside.appendingPathComponent("Sources/RoundTrip/Generated/Payment.swift"), access: .internal)
        return own + [measured, foreign]
    }()
}

@Suite struct `Generated code` {
    @Test(arguments: GeneratedFiles.sources.indices) func `is what the generator makes today`(_ index: Int) throws {
        let source = GeneratedFiles.sources[index]
        let schema = try AvroSchema(parsing: String(contentsOf: source.schema, encoding: .utf8))
        let text = try SwiftGenerator(schema, access: source.access).text()
        if ProcessInfo.processInfo.environment["UPDATE_CASES"] == "1" {
            try text.write(to: source.output, atomically: true, encoding: .utf8)
        }
        let committed = try? String(contentsOf: source.output, encoding: .utf8)
        #expect(committed == text, "\(source.output.lastPathComponent) is old: run the tests with UPDATE_CASES=1")
    }

    @Test func `is one file for each type, so that schemas can share types`() throws {
        let schema = try AvroSchema(
            parsing: #"""
                {"type":"record","name":"A","fields":[{"name":"b","type":{"type":"record","name":"B","fields":[]}}]}
                """#)
        let files = try SwiftGenerator(schema).files()
        #expect(files.map(\.name) == ["A.swift", "B.swift"])
        let alone = try SwiftGenerator(AvroSchema(parsing: #"{"type":"record","name":"B","fields":[]}"#)).files()
        #expect(files[1] == alone[0])
    }

    @Test func `is not made of a schema that Swift has a type for`() throws {
        #expect(throws: SwiftGenerationError.self) { try SwiftGenerator(AvroSchema(parsing: #"{"type":"array","items":"int"}"#)) }
    }
}
