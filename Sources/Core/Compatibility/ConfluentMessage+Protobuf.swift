/// Differences of Protobuf schemas in Confluent's words: strings that look like JSON but are not, in double quotes here.
extension ConfluentMessage {
    static func protobufDifference(_ finding: SchemaFinding) -> String {
        let type = finding.rule.confluentErrorType ?? finding.rule.id
        return "{errorType:\"\(type)\", description:\"\(protobufDescription(finding, type))\"}"
    }

    private static func protobufDescription(_ finding: SchemaFinding, _ type: String) -> String {
        let (reader, writer) = finding.direction == .backward ? ("new", "old") : ("old", "new")
        let path = "'\(finding.pathText)'"
        return switch type {
        case "PACKAGE_CHANGED": "The package at \(path) of the \(reader) schema is not that of the \(writer) schema"
        case "MESSAGE_REMOVED": "The \(reader) schema lacks a message at \(path) of the \(writer) schema"
        case "FIELD_KIND_CHANGED": "The kind of the field at \(path) in the \(reader) schema is not that of the \(writer) schema"
        case "FIELD_SCALAR_KIND_CHANGED":
            "The scalar type of the field at \(path) in the \(reader) schema cannot read that of the \(writer) schema"
        case "FIELD_NAMED_TYPE_CHANGED":
            "The message type of the field at \(path) in the \(reader) schema is not that of the \(writer) schema"
        case "FIELD_NUMERIC_LABEL_CHANGED":
            "The label of the numeric field at \(path) in the \(reader) schema is not that of the \(writer) schema"
        case "REQUIRED_FIELD_ADDED": "The required field at \(path) of the \(reader) schema is missing in the \(writer) schema"
        case "REQUIRED_FIELD_REMOVED": "The \(reader) schema lacks the required field at \(path) of the \(writer) schema"
        case "ONEOF_FIELD_REMOVED": "The \(reader) schema lacks the member of a oneof at \(path) of the \(writer) schema"
        case "MULTIPLE_FIELDS_MOVED_TO_ONEOF":
            "Several fields of the oneof at \(path) in the \(reader) schema are outside of it in the \(writer) schema"
        case "FIELD_MOVED_TO_EXISTING_ONEOF":
            "A field of the oneof at \(path) in the \(reader) schema is outside of it in the \(writer) schema"
        default: finding.sentence
        }
    }
}
