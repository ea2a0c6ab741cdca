internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import NIOCore
internal import RegistryModel

extension HTTPRoute {
    /// The route with its refusals in the numbers and words of `dialect`.
    func speaking(_ dialect: RegistryDialect) -> HTTPRoute {
        guard dialect == .karapace else { return self }
        var route = self
        let takesSchema = method == .post && path.contains { $0 == .literal("subjects") }
        route.handler = { [handler] call in
            if takesSchema, let problems = try? call.json().problemsAsSchemaRequest { return HTTPReply(problems, to: call) }
            do {
                return try await handler(call)
            } catch let error as RegistryError {
                throw dialect.worded(error)
            }
        }
        return route
    }
}

extension JSONValue {
    /// What Karapace's validator has against a body that brings no schema: a list where other refusals have a sentence.
    fileprivate var problemsAsSchemaRequest: JSONValue? {
        func problem(_ type: String, _ sentence: String, at place: JSONValue..., input: JSONValue) -> JSONValue? {
            .array([["type": .string(type), "loc": .array(place), "msg": .string(sentence), "input": input]])
        }
        guard let object = asObject else {
            let sentence = "Input should be a valid dictionary or object to extract fields from"
            return problem("model_attributes_type", sentence, at: "body", input: self)
        }
        if object["schema"] == nil { return problem("missing", "Field required", at: "body", "schema", input: self) }
        if let references = object["references"], !references.isNull, references.asArray == nil {
            return problem("list_type", "Input should be a valid list", at: "body", "references", input: references)
        }
        return Optional.none
    }
}

extension HTTPReply {
    fileprivate init(_ problems: JSONValue, to call: HTTPCall) {
        let code = RegistryErrorCode.unprocessable
        self.init(RegistryError(code, ""), for: call.headers)
        body = ByteBuffer(
            string: JSONPrinter.compact(["error_code": .number(JSONNumber(code.rawValue)), "message": problems]))
    }
}
