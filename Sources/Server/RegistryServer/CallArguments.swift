internal import HTTPServer
internal import JSONText
internal import NIOCore
internal import Registry
internal import RegistryModel

/// Reading what a request says, with the registry's errors for what it says wrong.
extension HTTPCall {
    /// The subject in the path. `:.:name`, a name qualified with the default context, is `name`.
    func subject(_ index: Int = 0) -> Subject {
        let name = parameters[index]
        return Subject(name.hasPrefix(":.:") ? String(name.dropFirst(3)) : name)
    }

    func version(_ index: Int = 1) throws(RegistryError) -> SchemaVersionSelector {
        guard let version = SchemaVersionSelector(parameters[index]) else { throw .invalidVersion(parameters[index]) }
        return version
    }

    /// An id that is no number is a path nobody serves.
    func schemaID() throws(RegistryError) -> SchemaID {
        guard let number = Int32(parameters[0]) else { throw RegistryError(.notFound, "HTTP 404 Not Found") }
        return SchemaID(number)
    }

    /// `deletedOnly` wins over `deleted`.
    var deletedFilter: DeletedFilter {
        if query.flag("deletedOnly") { return .only }
        return query.flag("deleted") ? .included : .hidden
    }

    /// The prefix subjects are asked for by; the wildcard and default contexts are the one there is.
    var subjectPrefix: String {
        let prefix = query["subjectPrefix"] ?? ""
        for context in [":*:", ":.:"] where prefix.hasPrefix(context) { return String(prefix.dropFirst(context.count)) }
        return prefix
    }

    /// The page that `offset` and `limit` ask for. A limit that is not positive or above `maxLimit` means `maxLimit`.
    func page<Element>(of elements: [Element], maxLimit: Int = .max) throws(RegistryError) -> ArraySlice<Element> {
        let offset = try integer("offset") ?? 0
        let asked = try integer("limit") ?? -1
        let limit = asked <= 0 || asked > maxLimit ? maxLimit : asked
        return elements.dropFirst(max(offset, 0)).prefix(limit)
    }

    private func integer(_ name: String) throws(RegistryError) -> Int? {
        guard let text = query[name] else { return nil }
        guard let number = Int(text) else {
            throw RegistryError(.badRequest, "The query parameter \"\(name)\" is a number, found '\(text)'")
        }
        return number
    }

    // MARK: Bodies

    /// A request body holds few values, whatever the size of a schema text in it.
    private static let bodyLimits = JSONLimits(maxDepth: 32, maxValues: 50_000)

    func json() throws(RegistryError) -> JSONValue {
        guard body.readableBytes > 0 else {
            throw RegistryError(.unprocessable, "The request has no body; it takes a JSON object.")
        }
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONParser.parse(Array(body.readableBytesView), limits: Self.bodyLimits)
        } catch {
            throw RegistryError(.badRequest, "The request body is not JSON: \(error)")
        }
        guard !json.isNull else { throw RegistryError(.unprocessable, "The request body is null; it takes a JSON object.") }
        return json
    }

    func body<Body>(_ read: (JSONValue) throws(RESTBodyProblem) -> Body) throws(RegistryError) -> Body {
        let json = try json()
        do throws(RESTBodyProblem) {
            return try read(json)
        } catch {
            throw RegistryError(.badRequest, "The request body does not fit: \(error)")
        }
    }

    /// The schema a request brings, once it is clear that nothing in it would be lost.
    func submittedSchema(_ body: SchemaRequestBody) throws(RegistryError) -> SubmittedSchema {
        guard !body.hasMetadata else {
            throw RegistryError(.unprocessable, "Schema metadata is not supported by this registry")
        }
        guard !body.hasRuleSet else {
            throw RegistryError(.invalidRuleSet, "Rule sets are not supported by this registry")
        }
        return SubmittedSchema(
            format: SchemaFormat(rawValue: body.schemaType ?? SchemaFormat.avro.rawValue), text: body.schema,
            references: body.references)
    }
}
