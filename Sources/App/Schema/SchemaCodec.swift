import Avro
import Bytes
import Compatibility
import JSONText
import ProtobufCodec
import ProtobufSchema
import SchemaSets

/// Records of one schema, between bytes and JSON.
enum SchemaCodec {
    case avro(AvroJSONEncoder, DecodingPlan, AvroJSON.Form)
    case protobuf(ProtobufDecodingPlan)

    /// - Parameter type: full name of a message; nil for the first one, and for Avro.
    init(_ schema: LocatedSchema, form: AvroJSON.Form, type: String?) throws {
        switch schema.written.schema {
        case .avro(let avro):
            if type != nil {
                throw CommandFailure(.usage, "USAGE", "--type names a message, and \(schema.name) is written in Avro")
            }
            do {
                self = .avro(AvroJSONEncoder(avro, form: form), try SchemaResolution.plan(for: avro), form)
            } catch {
                throw CommandFailure(.failure, "SCHEMA", "\(schema.name) cannot be used: \(error)")
            }
        case .protobuf(let protobuf):
            self = .protobuf(ProtobufDecodingPlan(protobuf, message: try Self.message(type, in: protobuf, schema.name)))
        case .other(let language):
            throw CommandFailure(.failure, "FORMAT", "\(schema.name) is written in \(language), which is not encoded here")
        }
    }

    private static func message(_ type: String?, in schema: ProtobufSchema, _ name: String) throws -> ProtobufSchema.MessageID {
        guard let type else {
            if let first = schema.message(at: .first) { return first }
            throw CommandFailure(.failure, "SCHEMA", "\(name) has no message")
        }
        if let message = schema.message(named: type) { return message }
        let names = schema.messages.filter { !$0.isMapEntry }.map(\.fullName)
        throw CommandFailure(
            .notFound, "MESSAGE_NOT_FOUND", "\(name) has no message '\(type)'",
            help: Nearest.name(to: type, among: names).map { "did you mean '\($0)'?" })
    }

    /// - Parameter place: what the text is, for errors: `standard input, line 3`.
    func encode(_ text: String, at place: String) throws -> [UInt8] {
        switch self {
        case .avro(let encoder, _, _):
            let node: JSONNode
            do { node = try JSONParser.parseTree(text, limits: encoder.textLimits) } catch {
                throw CommandFailure(
                    .failure, "INPUT", "this is not JSON: \(error.problem)", at: "\(place), column \(error.position.column)")
            }
            do { return try encoder.encode(node) } catch {
                var problem = error
                (problem.place, problem.schema) = (nil, "")
                let column = error.place.map { ", column \($0.start.column)" } ?? ""
                throw CommandFailure(.failure, "ENCODE_TYPE", "\(problem)", at: place + column)
            }
        case .protobuf(let plan):
            do { return try ProtobufJSON.message(text, plan: plan).serialized } catch {
                var problem = error
                problem.textPosition = nil
                let column = error.textPosition.map { ", column \($0.column)" } ?? ""
                throw CommandFailure(.failure, "ENCODE_TYPE", "\(problem)", at: place + column)
            }
        }
    }

    /// One record, or all Avro records that stand behind each other, as JSON texts.
    func decode(_ bytes: [UInt8]) throws -> [String] {
        guard case .avro(_, let plan, let form) = self else { return [try decodeOne(bytes, from: 0)] }
        var texts: [String] = [], offset = 0
        repeat {
            do {
                let datum = try GenericDatum(prefixOf: bytes, from: offset, plan: plan)
                texts.append(String(decoding: try AvroJSON.bytes(of: datum, form: form), as: UTF8.self))
                // A record without bytes is one, not endlessly many.
                if datum.endOffset == offset { break }
                offset = datum.endOffset
            } catch {
                throw CommandFailure(.failure, "DECODE", "record \(texts.count + 1) cannot be decoded: \(error)")
            }
        } while offset < bytes.count
        return texts
    }

    /// The one record that goes to the end of the bytes.
    private func decodeOne(_ bytes: [UInt8], from start: Int) throws -> String {
        do {
            switch self {
            case .avro(_, let plan, let form):
                let datum = try GenericDatum(bytes, from: start, plan: plan)
                return String(decoding: try AvroJSON.bytes(of: datum, form: form), as: UTF8.self)
            case .protobuf(let plan): return try ProtobufJSON.text(try DynamicMessage(bytes, from: start, plan: plan))
            }
        } catch {
            throw CommandFailure(.failure, "DECODE", "the record cannot be decoded: \(error)")
        }
    }
}

// MARK: Behind a schema's id

extension SchemaCodec {
    /// What stands between a schema's id and the record: nothing in Avro, the message's place in the file in Protobuf.
    func messagePrefix() throws -> [UInt8] {
        guard case .protobuf(let plan) = self else { return [] }
        guard let indexes = plan.schema.messageIndexes(of: plan.message) else {
            throw CommandFailure(
                .usage, "USAGE", "\(plan.messageName) is not in the schema's own file, so that no record can name it")
        }
        return indexes.bytes
    }

    /// The one record behind a schema's id.
    func decodeFramed(_ bytes: [UInt8], from start: Int) throws -> String {
        guard case .protobuf(let plan) = self else { return try decodeOne(bytes, from: start) }
        let found: (indexes: MessageIndexes, end: Int)
        do {
            found = try bytes.withByteReader { reader throws(MalformedBytes) in
                try reader.skip(start, reading: "schema id")
                return (try MessageIndexes(reading: &reader), reader.position)
            }
        } catch {
            throw CommandFailure(.failure, "DECODE", "the record does not say which message it is: \(error.problem)")
        }
        guard let message = plan.schema.message(at: found.indexes) else {
            throw CommandFailure(.failure, "DECODE", "the schema has no message at \(found.indexes)")
        }
        return try SchemaCodec.protobuf(plan.plan(for: message)).decodeOne(bytes, from: found.end)
    }
}

// MARK: Samples

/// Made-up records as their schema encodes them.
struct SchemaSamples {
    private enum Source {
        case avro(AvroSample, AvroValueEncoder)
        case protobuf(ProtobufDecodingPlan)
    }

    /// Of one record, so that no schema makes it larger than what is worth showing.
    private static let maxFixedBytes = 1 << 20

    private let source: Source
    private var random: SampleRandom

    init(_ codec: SchemaCodec, seed: UInt64) throws {
        random = SampleRandom(seed: seed)
        switch codec {
        case .avro(let encoder, _, _):
            for case .fixed(let fixed) in encoder.schema.types.map(\.kind) where fixed.size > Self.maxFixedBytes {
                throw CommandFailure(
                    .failure, "SAMPLE", "\(fixed.name) has \(fixed.size) bytes, \(Self.maxFixedBytes) are the limit of samples")
            }
            source = .avro(AvroSample(encoder.schema), AvroValueEncoder(encoder.schema))
        case .protobuf(let plan): source = .protobuf(plan)
        }
    }

    mutating func next() throws -> [UInt8] {
        do {
            switch source {
            case .avro(let sample, let encoder):
                guard let value = sample.value(using: &random) else {
                    throw CommandFailure(
                        .failure, "SAMPLE", "no record could be made up: the schema has none that ends",
                        help: "make the field in which it contains itself optional")
                }
                return try encoder.encode(value)
            case .protobuf(let plan): return try ProtobufSample.message(plan, using: &random).serialized
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.failure, "SAMPLE", "no record could be made up: \(error)")
        }
    }
}
