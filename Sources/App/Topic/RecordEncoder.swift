import Avro
import JSONText
import KafkaClient
import RegistryClient
import RegistryModel

/// Turns lines of standard input into records.
struct RecordEncoder {
    /// How values are written; nil means as they are.
    struct Target {
        var label: String
        var address: String
        var encoder: AvroJSONEncoder
        var id: SchemaID
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
        do {
            return try target.encoder.encode(node, after: SchemaFrame.bytes(target.id))
        } catch {
            var problem = error
            (problem.place, problem.schema) = (nil, "")
            throw CommandFailure(
                .failure, "ENCODE_TYPE", "\(problem)", at: place(error.place?.start), why: "the subject is \(target.label)",
                help: "see it with herald schema get \(target.address)")
        }
    }
}

extension RecordEncoder.Target {
    init(_ schema: RegisteredSchema, _ form: AvroJSON.Form, _ registry: RegistryClient) async throws {
        guard schema.format == .avro else {
            throw CommandFailure(
                .failure, "FORMAT", "\(schema.subject) v\(schema.version) is written in \(schema.format), not in Avro")
        }
        label = "\(schema.subject) v\(schema.version) (id \(schema.id))"
        address = "\(schema.subject)@\(schema.version)"
        encoder = AvroJSONEncoder(try await schema.parsed(registry), form: form)
        id = schema.id
    }
}
