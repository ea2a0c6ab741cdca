package import JSONText

extension RegistryError {
    /// `{"error_code":40401,"message":"…"}`: the body of every reply that is not a success.
    package var json: JSONValue { ["error_code": .number(JSONNumber(code.rawValue)), "message": .string(message)] }

    /// The error in a body, nil if the body is not one.
    package init?(json: JSONValue) {
        guard let code = json["error_code"]?.asInt64 else { return nil }
        self.init(RegistryErrorCode(rawValue: Int(code)), json["message"]?.asString ?? "")
    }
}
