package import JSONText

extension RegistryError {
    /// `{"error_code":40401,"message":"…"}`: the body of every reply that is not a success.
    package var json: JSONValue {
        var object = JSONObject()
        object["error_code"] = .number(JSONNumber(code.rawValue))
        object["message"] = .string(message)
        for member in details?.members ?? [] { object[member.key] = member.value }
        return .object(object)
    }

    /// The error in a body, nil if the body is not one.
    package init?(json: JSONValue) {
        guard let code = json["error_code"]?.asInt64 else { return nil }
        self.init(RegistryErrorCode(rawValue: Int(code)), json["message"]?.asString ?? "")
        guard var members = json.asObject else { return }
        members["error_code"] = nil
        members["message"] = nil
        if !members.isEmpty { details = members }
    }
}
