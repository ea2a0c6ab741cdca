import Bytes
import JSONText

/// A key or value in a form that can be shown.
struct DecodedBytes: Equatable {
    struct Schema: Equatable {
        var id: Int32
        /// Where it is registered, if that could be found: `orders-value v7`.
        var subject: String?
        var version: Int32?
        /// Of Protobuf, whose schemas have many.
        var message: String?

        var label: String {
            guard let subject, let version else { return "schema \(id)" }
            return "\(subject) v\(version)"
        }

        var object: JSONObject {
            var object = JSONObject()
            object["id"] = .number(JSONNumber(id))
            if let subject { object["subject"] = .string(subject) }
            if let version { object["version"] = .number(JSONNumber(version)) }
            return object
        }
    }

    var json: JSONValue
    var schema: Schema?
    /// Why it is shown as bytes although it begins like a record with a schema.
    var problem: String?

    init(json: JSONValue, schema: Schema?) {
        self.json = json
        self.schema = schema
    }

    /// Text if it is text that can be shown, else base64 under a name that says so.
    init(raw bytes: [UInt8], problem: String? = nil) {
        self.problem = problem
        if !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) {
            json = .string(text)
        } else {
            var object = JSONObject()
            object["base64"] = .string(Base64.encode(bytes))
            json = .object(object)
        }
    }
}
