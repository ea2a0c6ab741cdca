import Avro
import Foundation
import RegistryModel

/// A schema text from a file, or from standard input.
struct SchemaFile {
    /// As people find it again.
    var name: String
    var text: String
    /// The subject the path speaks of.
    var impliedSubject: Subject?

    private static let maxBytes = 8 << 20

    /// - Parameter path: `-` is standard input.
    static func read(_ path: String) throws -> SchemaFile {
        let name = path == "-" ? "standard input" : path
        do {
            let handle = path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            let bytes = try handle.read(upToCount: maxBytes + 1) ?? Data()
            guard bytes.count <= maxBytes else {
                throw CommandFailure(.failure, "FILE", "\(name) is longer than \(maxBytes) bytes, too long for a schema")
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw CommandFailure(.failure, "FILE", "\(name) is not text in UTF-8")
            }
            return SchemaFile(name: name, text: text, impliedSubject: path == "-" ? nil : impliedSubject(path))
        } catch let error as CocoaError {
            let isMissing = error.code == .fileReadNoSuchFile || error.code == .fileNoSuchFile
            throw CommandFailure(
                .failure, "FILE", "cannot read \(name): \(isMissing ? "there is no such file" : error.localizedDescription)")
        }
    }

    /// `orders/value.avsc` and `orders-value.avsc` are of `orders-value`; other names tell nothing.
    static func impliedSubject(_ path: String) -> Subject? {
        let parts = path.split(separator: "/")
        guard let last = parts.last else { return nil }
        let stem = last.prefix { $0 != "." }
        if stem == "value" || stem == "key" {
            guard parts.count > 1, parts[parts.count - 2] != ".", parts[parts.count - 2] != ".." else { return nil }
            return Subject("\(parts[parts.count - 2])-\(stem)")
        }
        return stem.hasSuffix("-value") || stem.hasSuffix("-key") ? Subject(String(stem)) : nil
    }

    func subject(_ chosen: String?) throws -> Subject {
        if let chosen { return Subject(chosen) }
        if let impliedSubject { return impliedSubject }
        throw CommandFailure(
            .usage, "USAGE", "\(name) does not say which subject its schema belongs to",
            help: "give --subject, or call the file TOPIC/value.avsc or TOPIC-value.avsc")
    }

    /// By the rules for new schemas, as the registry reads it.
    func parsed(_ references: [AvroSchemaParser.Reference]) throws -> AvroSchema {
        do {
            return try AvroSchemaParser.parse(text, references: references)
        } catch {
            let place = error.reference.map { "reference \($0), \(error.range)" } ?? "\(name):\(error.range)"
            throw CommandFailure(
                .failure, "AVRO_SCHEMA_INVALID", error.problem, at: place, why: error.expected.map { "expected \($0)" })
        }
    }
}
