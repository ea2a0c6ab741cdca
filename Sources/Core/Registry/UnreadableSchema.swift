internal import Avro
internal import JSONText
internal import ProtobufSchema
internal import RegistryModel

/// A text that is no schema of its language, before it is told in a dialect's words.
enum UnreadableSchema: Error {
    case avro(AvroSchemaError)
    case protobuf(ProtobufSchemaError)
    /// A language that is not served.
    case foreign(SchemaFormat)

    var refusal: RegistryError {
        switch self {
        case .avro(let error): .invalidSchema(.avro, details: error.description)
        case .protobuf(let error): .invalidSchema(.protobuf, details: error.description)
        case .foreign(let format): .invalidSchemaType(format.rawValue)
        }
    }
}

extension RegistryDialect {
    /// Why a new text is refused.
    func refusal(of problem: UnreadableSchema, in source: SchemaSource) -> RegistryError {
        guard self == .karapace else { return problem.refusal }
        switch problem {
        case .avro(let error): return .karapace(.avro, error.karapaceSentence)
        case .protobuf(let error):
            if let name = error.undefinedName { return .karapace(.protobuf, "type \"\(name)\" is not defined") }
            let references = source.references.map { RequestedReference($0) }
            return .karapace(.protobuf, RegistryError.karapaceDetails(source.format, source.text, references))
        case .foreign: return problem.refusal
        }
    }

    /// Why a new text is refused whose references lead nowhere.
    func refusal(of error: RegistryError, resolving submitted: SubmittedSchema) -> RegistryError {
        guard self == .karapace, error.code == .invalidSchema else { return error }
        return .karapace(submitted.format, RegistryError.karapaceDetails(submitted.format, submitted.text, submitted.references))
    }
}

extension RegistryError {
    fileprivate static func karapace(_ format: SchemaFormat, _ sentence: String) -> RegistryError {
        RegistryError(.invalidSchema, "Invalid \(format) schema. Error: \(sentence)")
    }

    /// What Karapace says where it has no reason to give.
    fileprivate static func karapaceDetails(
        _ format: SchemaFormat, _ text: String, _ references: [RequestedReference]
    ) -> String {
        let list = references.map { "{name='\($0.name)', subject='\($0.subject)', version=\($0.version)}" }
        let named = list.isEmpty ? "None" : "[\(list.joined(separator: ", "))]"
        return "Invalid schema \(text) with refs \(named) of type SchemaType.\(format)"
    }
}

extension JSONValue? {
    /// What Python reads a JSON value as.
    fileprivate var pythonClass: String {
        switch self {
        case nil, .null?: "NoneType"
        case .bool?: "bool"
        case .number(let number)?: number.text.contains { ".eE".contains($0) } ? "float" : "int"
        case .string?: "str"
        case .array?: "list"
        case .object?: "dict"
        }
    }
}

extension AvroSchemaError {
    /// What Python's Avro library says, where clients read it; else our own words.
    fileprivate var karapaceSentence: String {
        switch fault {
        case .name(let name):
            #"\#(name) is not a valid Avro name because it does not match the pattern (?:^|\.)[A-Za-z_][A-Za-z0-9_]*$"#
        case .symbols(let found): "Enum symbols must be a sequence of strings, but it is <class '\(found.pythonClass)'>"
        case .other: description
        }
    }
}
