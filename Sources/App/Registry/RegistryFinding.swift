import JSONText
import RegistryModel

/// Something about a registry that is not as it should be: in itself, or beside the one it was moved from.
struct RegistryFinding: Sendable, Hashable {
    enum Code: String, Sendable {
        // What stands in the way of a move, or is not the same after it.

        /// The id stands for another schema.
        case idTaken = "ID_TAKEN"
        /// The version is another schema.
        case versionTaken = "VERSION_TAKEN"
        case notImported = "NOT_IMPORTED"
        case notDeleted = "NOT_DELETED"
        case missing = "VERSION_MISSING"
        case different = "VERSION_DIFFERS"
        /// Deleted there and not here, or the other way round.
        case deletion = "DELETION_DIFFERS"
        case setting = "SETTING_DIFFERS"

        // What does not hold in a registry.

        case unreadable = "SCHEMA_UNREADABLE"
        case missingReference = "REFERENCE_MISSING"
        case incompatible = "VERSIONS_INCOMPATIBLE"
        case twoContents = "ID_WITH_TWO_CONTENTS"
        case twoIDs = "CONTENT_WITH_TWO_IDS"
        case guid = "GUID_MISMATCH"
    }

    var code: Code
    var subject: Subject?
    var version: SchemaVersion?
    var id: SchemaID?
    /// Without a full stop.
    var message: String

    init(_ code: Code, _ place: SubjectVersion, id: SchemaID? = nil, _ message: String) {
        (self.code, subject, version, self.id, self.message) = (code, place.subject, place.version, id, message)
    }

    init(_ code: Code, scope: Subject?, _ message: String) {
        (self.code, subject, self.message) = (code, scope, message)
    }

    var place: String {
        guard let subject else { return "the registry" }
        return version.map { "\(subject)@\($0)" } ?? subject.name
    }

    var text: String { "\(code.rawValue)  \(place)\(id.map { " (id \($0))" } ?? ""): \(message)" }

    var object: JSONObject {
        var object = JSONObject()
        object["code"] = .string(code.rawValue)
        object["subject"] = subject.map { .string($0.name) }
        object["version"] = version.map { .number(JSONNumber($0.rawValue)) }
        object["id"] = id.map { .number(JSONNumber($0.rawValue)) }
        object["message"] = .string(message)
        return object
    }
}
