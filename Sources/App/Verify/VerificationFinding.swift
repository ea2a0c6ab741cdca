import JSONText
import KafkaClient
import RegistryModel

/// A key or value that two decoders do not agree on, or that one of them does not get through.
struct VerificationFinding: Equatable, Sendable {
    enum Kind: String, Sendable {
        /// Both read it, and read something else.
        case differs
        /// Our decoder does not take it.
        case unreadable
        /// Ours takes it, the library does not.
        case refused
        /// The library's process crashed, or did not end in its time.
        case crashed
    }

    var kind: Kind
    var topic: String
    var partition: Int32
    var offset: Int64
    /// `key` or `value`.
    var side: String
    var schema: SchemaID
    /// In the datum; empty for the whole.
    var path = ""
    var sentence: String

    var text: String {
        let place = "\(topic)[\(partition)]@\(offset) \(side)\(path.isEmpty ? "" : " at \(path)")"
        return "\(place): \(sentence) (schema \(schema))"
    }

    var object: JSONObject {
        var object = JSONObject()
        object["kind"] = .string(kind.rawValue)
        object["topic"] = .string(topic)
        object["partition"] = .number(JSONNumber(partition))
        object["offset"] = .number(JSONNumber(offset))
        object["side"] = .string(side)
        object["schema"] = .number(JSONNumber(schema.rawValue))
        object["path"] = .string(path)
        object["problem"] = .string(sentence)
        return object
    }
}
