import Avro
import Compatibility
import JSONText
import KafkaClient
import ProtobufCodec
import ProtobufSchema
import RegistryClient
import RegistryModel

/// Turns lines of standard input into records.
struct RecordEncoder {
    /// How values are written; nil means as they are.
    struct Target {
        var label: String
        var address: String
        var encoder: ValueEncoder
        var id: SchemaID
    }

    /// Takes JSON texts of one schema.
    enum ValueEncoder {
        case avro(AvroJSONEncoder)
        /// The schema's first message, and what stands in front of it behind the schema's id.
        case protobuf(ProtobufDecodingPlan, MessageIndexes)
    }

    var topic: String
    var partition: Int32?
    var key: [UInt8]?
    /// What stands between key and value in each line.
    var keySeparator: [UInt8] = []
    var headers: [RecordHeader] = []
    var target: Target?

    /// The record of a line; nil for a blank line where JSON is expected.
    ///
    /// - Parameter number: of the line, from 1.
    func record(_ line: [UInt8], number: Int) throws -> ProducerRecord? {
        var key = key, value = line[...]
        if target != nil, line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { return nil }
        if !keySeparator.isEmpty {
            guard let place = line.firstRange(of: keySeparator) else {
                throw CommandFailure(
                    .failure, "KEY_MISSING", "the line has no '\(String(decoding: keySeparator, as: UTF8.self))' behind its key",
                    at: "standard input, line \(number)")
            }
            key = Array(line[..<place.lowerBound])
            value = line[place.upperBound...]
        }
        let before = String(decoding: line[..<value.startIndex], as: UTF8.self).unicodeScalars.count
        let bytes = try target.map { try encode(Array(value), $0, number, columnsBefore: before) } ?? Array(value)
        return ProducerRecord(topic: topic, partition: partition, key: key, value: bytes, headers: headers)
    }

    private func encode(_ bytes: [UInt8], _ target: Target, _ number: Int, columnsBefore: Int) throws -> [UInt8] {
        func place(_ position: TextPosition?) -> String {
            "standard input, line \(number)" + (position.map { ", column \($0.column + columnsBefore)" } ?? "")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.failure, "INPUT", "the line is not text in UTF-8", at: place(nil))
        }
        let node: JSONNode
        do {
            node = try JSONParser.parseTree(text)
        } catch {
            throw CommandFailure(
                .failure, "INPUT", "the line is not JSON: \(error.problem)", at: place(error.position),
                help: "--raw writes lines as they are")
        }
        func misfit(_ problem: String, at position: TextPosition?) -> CommandFailure {
            CommandFailure(
                .failure, "ENCODE_TYPE", problem, at: place(position), why: "the subject is \(target.label)",
                help: "see it with herald schema get \(target.address)")
        }
        switch target.encoder {
        case .avro(let encoder):
            do {
                return try encoder.encode(node, after: SchemaFrame.bytes(target.id))
            } catch {
                var problem = error
                (problem.place, problem.schema) = (nil, "")
                throw misfit("\(problem)", at: error.place?.start)
            }
        case .protobuf(let plan, let indexes):
            do {
                return SchemaFrame.bytes(target.id) + indexes.bytes + (try ProtobufJSON.message(text, plan: plan).serialized)
            } catch {
                var problem = error
                problem.textPosition = nil
                throw misfit("\(problem)", at: error.textPosition)
            }
        }
    }
}

extension RecordEncoder.ValueEncoder {
    init(_ schema: ComparableSchema, _ label: String, _ form: AvroJSON.Form) throws {
        switch schema {
        case .avro(let avro): self = .avro(AvroJSONEncoder(avro, form: form))
        case .protobuf(let protobuf):
            guard let first = protobuf.message(at: .first) else {
                throw CommandFailure(.failure, "SCHEMA", "\(label) has no message", help: "--raw writes lines as they are")
            }
            self = .protobuf(ProtobufDecodingPlan(protobuf, message: first), .first)
        case .other(let language):
            throw CommandFailure(
                .failure, "FORMAT", "\(label) is written in \(language), which is not encoded here",
                help: "--raw writes lines as they are")
        }
    }
}

extension RecordEncoder.Target {
    init(_ schema: RegisteredSchema, _ form: AvroJSON.Form, _ registry: RegistryClient) async throws {
        label = "\(schema.subject) v\(schema.version) (id \(schema.id))"
        address = "\(schema.subject)@\(schema.version)"
        id = schema.id
        encoder = try RecordEncoder.ValueEncoder(try await schema.written(registry).schema, label, form)
    }
}
