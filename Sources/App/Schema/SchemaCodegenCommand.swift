import ArgumentParser
import Avro
import Compatibility
import Foundation
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

    @Argument(help: ArgumentHelp("The schema; - is standard input.", valueName: SchemaLocation.valueName))
    var schema: SchemaLocation

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("Directory for a file per type. Default: all types to standard output.", valueName: "dir"))
    var output: String?

    @Option(help: ArgumentHelp("Access of the types and their members.", valueName: "public|package|internal"))
    var access: SwiftGenerator.Access = .internal

    @OptionGroup var imports: ImportPathOptions
    @OptionGroup var project: ProjectOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let located = try await LocatedSchema.find(
            schema, importPaths: imports.importPath, project: try project.file(), server: server)
        guard case .avro(let parsed) = located.written.schema else {
            throw CommandFailure(
                .failure, "CODEGEN",
                "\(located.name) is written in \(located.written.schema.language), types are made of Avro schemas",
                help: "for Protobuf there is protoc with protoc-gen-swift")
        }
        let generator: SwiftGenerator
        do {
            generator = try SwiftGenerator(parsed, access: access)
        } catch {
            throw CommandFailure(.failure, "CODEGEN", "no Swift can be made of \(located.name): \(error.problem)")
        }
        guard let output else { return try Console.write(generator.text()) }
        for file in generator.files() { try write(file, to: output) }
    }

    /// Files that say the same already are left as they are, so that nothing is built again for them.
    private func write(_ file: SwiftGenerator.File, to directory: String) throws {
        let path = "\(directory)/\(file.name)"
        if let present = try? Data(contentsOf: URL(fileURLWithPath: path)), present == Data(file.text.utf8) { return }
        try TextFile.replace(path, by: file.text)
    }
}

extension SwiftGenerator.Access: ExpressibleByArgument {}
