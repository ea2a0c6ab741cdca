import ArgumentParser
import Avro
import Bytes
import RegistryModel

/// What encode, decode and sample have in common.
struct SchemaCodecOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Full name of the message, for Protobuf. Default: the first one.", valueName: "message"))
    var type: String?

    @Flag(help: "JSON as the Avro specification writes it: tagged unions, bytes as characters.")
    var avroJson = false

    @OptionGroup var imports: ImportPathOptions

    @OptionGroup var project: ProjectOptions
    @OptionGroup var server: ServerOptions

    var form: AvroJSON.Form { avroJson ? .specification : .people }

    func schema(_ location: SchemaLocation) async throws -> LocatedSchema {
        try await LocatedSchema.find(location, importPaths: imports.importPath, project: try project.file(), server: server)
    }
}

/// Standard input of a codec, whole.
private enum CodecInput {
    static let maxBytes = 256 << 20

    static func bytes() throws -> [UInt8] { try TextFile.bytes("-", maxBytes: maxBytes) }
}

struct SchemaEncodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode",
        abstract: "Turn lines of JSON into records.",
        discussion: """
            Reads a JSON value from each line of standard input and writes the records to standard output. A file's schema needs \
            no server.

              echo '{"id":"o-1"}' | herald schema encode schemas/orders/value.avsc --output hex
              herald schema encode orders-value --id auto < orders.jsonl > framed.bin
            """)

    @Argument(help: ArgumentHelp("The schema.", valueName: SchemaLocation.valueName))
    var schema: SchemaLocation

    @Option(help: ArgumentHelp("Put a schema id in front, as serializers do: auto for the schema's own.", valueName: "auto|n"))
    var id: RecordFrame?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("How to write the records: binary, or a line of hex or base64 each.", valueName: "binary|hex|base64"))
    var output = RecordBytes.binary

    @OptionGroup var options: SchemaCodecOptions

    func run() async throws {
        let located = try await options.schema(schema)
        let codec = try SchemaCodec(located, form: options.form, type: options.type)
        let prefix = id == nil ? [] : try frame(located) + codec.messagePrefix()
        let input = try CodecInput.bytes()
        for (index, line) in input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            let place = "standard input, line \(index + 1)"
            guard let text = String(validating: line, as: UTF8.self) else {
                throw CommandFailure(.failure, "INPUT", "the line is not text in UTF-8", at: place)
            }
            try Console.write(output.written(prefix + (try codec.encode(text, at: place))))
        }
    }

    private func frame(_ located: LocatedSchema) throws -> [UInt8] {
        switch id {
        case nil: return []
        case .number(let number): return SchemaFrame.bytes(SchemaID(number))
        case .auto:
            guard let id = located.id else {
                throw CommandFailure(
                    .usage, "USAGE", "\(located.name) has no id of its own",
                    help: "name a registered schema, or give --id a number")
            }
            return SchemaFrame.bytes(id)
        }
    }
}

struct SchemaDecodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Turn records into lines of JSON.",
        discussion: """
            Reads records from standard input and writes a JSON value on a line of standard output for each. Avro records may \
            follow each other; with --id auto each is one that begins with its schema id.

              herald schema decode schemas/orders/value.avsc --input hex <<< 066f2d31
              herald schema decode --id auto < framed.bin
            """)

    @Argument(help: ArgumentHelp("The schema. With --id auto: the one the records name.", valueName: SchemaLocation.valueName))
    var schema: SchemaLocation?

    @Option(help: ArgumentHelp("auto: records begin with a schema id, as serializers write them.", valueName: "auto|n"))
    var id: RecordFrame?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "How the records are written: binary, or a line of hex or base64 each.", valueName: "binary|hex|base64"))
    var input = RecordBytes.binary

    @OptionGroup var options: SchemaCodecOptions

    func validate() throws {
        if schema == nil, id == nil { throw ValidationError("Name a schema, or give --id auto for records that name theirs.") }
    }

    func run() async throws {
        let records = try input.records(try CodecInput.bytes())
        var codecs: [SchemaID: SchemaCodec] = [:]
        let given = try await located().map { try SchemaCodec($0, form: options.form, type: options.type) }
        for (index, record) in records.enumerated() {
            var codec = given, start = 0
            if id == .auto {
                let schemaID: SchemaID
                do { schemaID = try SchemaFrame.read(record) } catch {
                    throw CommandFailure(.failure, "DECODE", "record \(index + 1) names no schema: \(error.problem)")
                }
                start = SchemaFrame.byteCount
                if codec == nil, codecs[schemaID] == nil { codecs[schemaID] = try await self.codec(of: schemaID) }
                codec = codec ?? codecs[schemaID]
            }
            guard let codec else { continue }
            let texts = try id == .auto ? [codec.decodeFramed(record, from: start)] : codec.decode(record)
            for text in texts { try Console.line(text) }
        }
    }

    private func located() async throws -> LocatedSchema? {
        if let schema { return try await options.schema(schema) }
        if case .number(let number)? = id { return try await options.schema(.registry(.id(SchemaID(number)))) }
        return nil
    }

    private func codec(of id: SchemaID) async throws -> SchemaCodec {
        let located = try await options.schema(.registry(.id(id)))
        return try SchemaCodec(located, form: options.form, type: options.type)
    }
}

struct SchemaSampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Make up records that a schema allows.",
        discussion: """
            The same seed gives the same records. A file's schema needs no server.

              herald schema sample schemas/orders/value.avsc -n 3 --seed 7
              herald schema sample orders-value -n 100 | herald topic produce orders
            """)

    @Argument(help: ArgumentHelp("The schema.", valueName: SchemaLocation.valueName))
    var schema: SchemaLocation

    @Option(name: .customShort("n"), help: ArgumentHelp("How many.", valueName: "count"))
    var count = 1

    @Option(help: ArgumentHelp("Where the random numbers begin.", valueName: "number"))
    var seed: UInt64 = 0

    @Option(
        help: ArgumentHelp("How to write them: json, or bytes as binary, hex or base64.", valueName: "json|binary|hex|base64"))
    var format = SampleFormat.json

    @OptionGroup var options: SchemaCodecOptions

    func validate() throws {
        if count < 0 || count > 10_000_000 { throw ValidationError("-n takes a number from 0 to 10000000.") }
    }

    func run() async throws {
        let codec = try SchemaCodec(try await options.schema(schema), form: options.form, type: options.type)
        var samples = try SchemaSamples(codec, seed: seed)
        for _ in 0..<count {
            let bytes = try samples.next()
            switch format.bytes {
            case let bytesFormat?: try Console.write(bytesFormat.written(bytes))
            case nil: for text in try codec.decode(bytes) { try Console.line(text) }
            }
        }
    }
}

/// `--format` of sample.
enum SampleFormat: String, ExpressibleByArgument, CaseIterable {
    case json, binary, hex, base64

    var bytes: RecordBytes? { RecordBytes(rawValue: rawValue) }
}
