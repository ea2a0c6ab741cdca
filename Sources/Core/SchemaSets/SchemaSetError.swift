internal import Avro
package import JSONText
internal import ProtobufSchema

/// A schema of a set that cannot be used, and why.
package struct SchemaSetError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case avroInvalid = "AVRO_SCHEMA_INVALID"
        case protobufInvalid = "PROTOBUF_SCHEMA_INVALID"
        /// Files that use each other, so that none can be read first.
        case cycle = "SCHEMA_CYCLE"
        /// Two files define what a third one uses.
        case ambiguous = "SCHEMA_AMBIGUOUS"
    }

    package var code: Code
    package var file: String
    package var range: TextRange?
    /// A sentence without its full stop.
    package var problem: String
    package var expected: String?
    /// Whether a file that the schema uses is not in the set.
    package var isLacking = false

    init(_ code: Code, file: String, at range: TextRange? = nil, _ problem: String, expected: String? = nil) {
        self.code = code
        self.file = file
        self.range = range
        self.problem = problem
        self.expected = expected
    }

    /// - Parameter file: the text's own name, where the fault is not in a reference.
    init(_ error: AvroSchemaError, in file: String) {
        self.init(.avroInvalid, file: error.reference ?? file, at: error.range, error.problem, expected: error.expected)
    }

    /// - Parameter name: how a file is shown that was imported by another name.
    init(_ error: ProtobufSchemaError, name: (String) -> String) {
        self.init(.protobufInvalid, file: name(error.file), at: error.range, error.problem, expected: error.expected)
        isLacking = error.code == .missingImport
    }

    /// `file:line:column`, or the file alone.
    package var place: String { range.map { "\(file):\($0.start)" } ?? file }

    package var description: String { "\(place): \(problem)\(expected.map { "; expected \($0)" } ?? "")" }
}
