import ArgumentParser
import Avro
import Foundation
import RegistryModel
import SwiftGeneration

/// `herald schema codegen …`
struct SchemaCodegenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codegen",
        abstract: "Make source code of schemas.",
        subcommands: [SchemaCodegenSwiftCommand.self])
}

struct SchemaCodegenSwiftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swift",
        abstract: "Make Swift types of an Avro schema.",
        discussion: """
            Structs for records and fixed, enums for enums and unions, optionals for unions with null; they read and write \
            themselves, and know their schema. The files are made to be read and committed. Made again from the same schema \
            they are the same.

              herald schema codegen swift schemas/orders/value.avsc -o Sources/Orders/Generated --access public
              herald schema codegen swift orders-value@3 > Order.swift
            """)

    @Argument(help: ArgumentHelp("A file, - for standard input, or a schema of the registry.", valueName: "file|subject[@version]|id:n"))
    var schema: String

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("Directory for a file per type. Default: all types to standard output.", valueName: "dir"))
    var output: String?

    @Option(help: ArgumentHelp("Access of the types and their members.", valueName: "public|package|internal"))
    var access: SwiftGenerator.Access = .internal

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let parsed = try await read()
        let generator: SwiftGenerator
        do {
            generator = try SwiftGenerator(parsed, access: access)
        } catch {
            throw CommandFailure(.failure, "CODEGEN", "no Swift can be made of \(schema): \(error.problem)")
        }
        guard let output else { return try Console.write(generator.text()) }
        for file in generator.files() { try write(file, to: output) }
    }

    private func read() async throws -> AvroSchema {
        if schema == "-" || FileManager.default.fileExists(atPath: schema) { return try SchemaFile.read(schema).parsed([]) }
        guard !schema.hasSuffix(".avsc"), let address = SchemaAddress(argument: schema) else {
            throw CommandFailure(.failure, "FILE", "cannot read \(schema): there is no such file")
        }
        return try await withRegistry(server) { registry in
            switch address {
            case .id(let id):
                let found = try await registry.schema(id)
                let used = try await SchemaReferences.resolve(found.references, registry)
                do {
                    return try AvroSchemaParser.parse(found.text, references: used, strictness: .lenient)
                } catch {
                    throw CommandFailure(.failure, "AVRO_SCHEMA_INVALID", "schema \(id) cannot be read: \(error)")
                }
            case .subject(let subject, let version):
                return try await registry.existing(version ?? .latest, of: subject).parsed(registry)
            }
        }
    }

    /// Files that say the same already are left as they are, so that nothing is built again for them.
    private func write(_ file: SwiftGenerator.File, to directory: String) throws {
        let url = URL(fileURLWithPath: directory).appendingPathComponent(file.name)
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let bytes = Data(file.text.utf8)
            if let present = try? Data(contentsOf: url), present == bytes { return }
            try bytes.write(to: url, options: .atomic)
        } catch {
            throw CommandFailure(.failure, "FILE", "cannot write \(url.path): \(error.localizedDescription)")
        }
    }
}

extension SwiftGenerator.Access: ExpressibleByArgument {}
