package import JSONText

/// `{"mode":"READONLY"}`; null or nothing goes back to what holds around it.
package struct ModeBody: Hashable, Sendable {
    /// As written; what modes there are is not this type's business.
    package var mode: String?

    package init(mode: String?) { self.mode = mode }

    package init(_ json: JSONValue) throws(RESTBodyProblem) { mode = try JSONMembers(json, "the mode").string("mode") }

    package var json: JSONValue { ["mode": mode.map { .string($0) } ?? .null] }
}
