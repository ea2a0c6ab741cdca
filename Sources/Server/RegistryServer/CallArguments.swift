internal import HTTPServer
internal import HTTPTypes
internal import JSONText
internal import NIOCore
internal import Registry
internal import RegistryModel

/// Reading what a request says, with the registry's errors for what it says wrong.
extension HTTPCall {
    /// The context of the path, `/contexts/{}/…`, the default one if it names none. With or without its dot, and its colons.
    func context() throws(RegistryError) -> SchemaContext {
        guard var name = mount.first?[...] else { return .default }
        if name.hasPrefix(":") { name.removeFirst() }
        if name.hasSuffix(":") { name.removeLast() }
        if !name.hasPrefix(".") { name = ".\(name)" }
        guard let context = SchemaContext(String(name)) else {
            throw RegistryError(.badRequest, "Context name '\(name)' cannot contain a colon")
        }
        return context
    }

    /// The subject in the path, in the path's context unless it names one.
    func pathSubject(_ index: Int = 0) throws(RegistryError) -> Subject { try qualified(parameters[index]) }

    /// What the settings of `/config` and `/mode` are of: the subject in the path, or the path's context. Nil is the default
    /// context, whose settings are kept under no subject.
    func settingsScope() throws(RegistryError) -> Subject? {
        let named = parameters.isEmpty ? Subject("", in: try context()) : try pathSubject()
        return named.name.isEmpty ? nil : named
    }

    /// The subject, or the context, whose id is meant; nil if the request does not say.
    func subjectHint() throws(RegistryError) -> Subject? {
        let hint = try qualified(query["subject"] ?? "")
        return hint.name.isEmpty ? nil : hint
    }

    /// The prefix subjects are asked for by, every context's unless the path or the prefix says one.
    func subjectPrefix() throws(RegistryError) -> SubjectPrefix {
        guard let prefix = query["subjectPrefix"] else { return SubjectPrefix(mount.isEmpty ? ":*:" : try qualified("").name) }
        return SubjectPrefix(try qualified(prefix).name)
    }

    private func qualified(_ name: String) throws(RegistryError) -> Subject {
        if name.hasPrefix(":.") || name.hasPrefix(":*:") { return Subject(requested: name) }
        return Subject(name, in: try context())
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

    /// How much an answer tells: all of it to whoever says that it reads past what it does not know, as Confluent's newer clients
    /// do, who find schemas by their GUIDs.
    func telling(_ dialect: RegistryDialect) -> RegistryDialect {
        guard dialect == .confluent7, let field = Self.acceptsUnknown.flatMap({ headers[$0] }) else { return dialect }
        return field.lowercased() == "true" ? .confluent8 : dialect
    }

    private static let acceptsUnknown = HTTPField.Name("Confluent-Accept-Unknown-Properties")

    /// `deletedOnly` wins over `deleted`.
    var deletedFilter: DeletedFilter {
        if query.flag("deletedOnly") { return .only }
        return query.flag("deleted") ? .included : .hidden
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
            json = try JSONParser.parse(utf8Body, limits: Self.bodyLimits)
        } catch {
            throw RegistryError(.badRequest, "The request body is not JSON: \(error)")
        }
        guard !json.isNull else { throw RegistryError(.unprocessable, "The request body is null; it takes a JSON object.") }
        return json
    }

    /// The body's bytes in UTF-8, which it is in unless it is declared to be in UTF-16.
    private var utf8Body: [UInt8] {
        let bytes = body.readableBytesView
        guard headers[.contentType]?.lowercased().replacing(" ", with: "").contains("charset=utf-16") == true else { return Array(bytes) }
        let isLittleEndian = bytes.starts(with: [0xFF, 0xFE])
        let isMarked = isLittleEndian || bytes.starts(with: [0xFE, 0xFF])
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var rest = bytes.dropFirst(isMarked ? 2 : 0)
        while let first = rest.popFirst(), let second = rest.popFirst() {
            units.append(isLittleEndian ? UInt16(second) << 8 | UInt16(first) : UInt16(first) << 8 | UInt16(second))
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    func body<Body>(_ read: (JSONValue) throws(RESTBodyProblem) -> Body) throws(RegistryError) -> Body {
        let json = try json()
        do throws(RESTBodyProblem) {
            return try read(json)
        } catch {
            throw RegistryError(.badRequest, "The request body does not fit: \(error)")
        }
    }
}

extension SubmittedSchema {
    /// The schema a request brings.
    init(_ body: SchemaRequestBody) {
        self.init(
            format: SchemaFormat(rawValue: body.schemaType ?? SchemaFormat.avro.rawValue), text: body.schema,
            references: body.references, metadata: body.metadata, ruleSet: body.ruleSet, tags: body.tags,
            original: body.originalSchema)
    }
}
