internal import ProtobufSchema
package import RegistryModel

/// A submitted schema that has been read, in the form it is stored in.
package struct ParsedSubmission: Sendable {
    /// Its text is the stored form.
    let source: SchemaSource
    /// As resolved, in the order submitted.
    let requestedReferences: [SchemaReference]
    let schema: ParsedSchema
    let submittedText: String
    /// The text that is kept as submitted in place of `submittedText`; it says the same.
    let original: String?
    let isNormalized: Bool
    let checkedDefaults: Bool
    let tagEdits: [TagEdit]
    /// As submitted, or with what the config and the version before add.
    var metadata: SchemaMetadata? { didSet { if metadata != oldValue { hash = contentHash } } }
    var ruleSet: SchemaRuleSet? { didSet { if ruleSet != oldValue { hash = contentHash } } }
    private(set) var hash: ContentHash
    /// With versions, as far as that was done.
    let comparisons = SchemaComparisons()

    fileprivate init(_ unparsed: UnparsedSubmission, stored: SchemaSource, _ schema: ParsedSchema) {
        source = stored
        requestedReferences = unparsed.source.references
        self.schema = schema
        submittedText = unparsed.source.text
        original = unparsed.original
        isNormalized = unparsed.isNormalized
        checkedDefaults = unparsed.checksDefaults
        tagEdits = unparsed.tagEdits
        metadata = unparsed.metadata
        ruleSet = unparsed.ruleSet
        hash = ContentHash(schema: stored.text, references: stored.references, metadata: metadata, ruleSet: ruleSet)
    }

    private var contentHash: ContentHash {
        ContentHash(schema: source.text, references: source.references, metadata: metadata, ruleSet: ruleSet)
    }
}

extension ParsedSubmission {
    /// Adds what the config says of every schema, and, where nothing was said, what the version before said.
    mutating func complete(with config: RegistryConfig, after last: SubjectHistory.Version?) {
        let said = SchemaMetadata.merged(config.defaultMetadata, metadata ?? last?.metadata)
        metadata = SchemaMetadata.merged(said, config.overrideMetadata)
        let rules = SchemaRuleSet.merged(config.defaultRuleSet, ruleSet ?? last?.ruleSet)
        ruleSet = SchemaRuleSet.merged(rules, config.overrideRuleSet)
    }
}

/// A submitted schema with what its references mean, taken out of the state so that it can be parsed elsewhere.
package struct UnparsedSubmission: Sendable {
    let source: SchemaSource
    let isNormalized: Bool
    /// Defaults have to fit their types.
    let checksDefaults: Bool
    /// Whose words a refusal has, and how much of what protoc refuses is refused.
    let dialect: RegistryDialect
    /// Tags to be changed in the text.
    let tagEdits: [TagEdit]
    let metadata: SchemaMetadata?
    let ruleSet: SchemaRuleSet?
    /// As it was submitted elsewhere.
    let original: String?

    /// Reads the text. Takes as long as the text is long.
    package func parse() throws(RegistryError) -> ParsedSubmission {
        var schema = try read(source)
        var stored = source
        if !tagEdits.isEmpty {
            stored.text = schema.storedText(normalizes: false)
            stored.text = try InlineTags.text(of: stored, changing: tagEdits)
            schema = try read(stored)
        }
        if let original, !original.utf8.elementsEqual(source.text.utf8) { try check(original, says: schema) }
        stored.text = schema.storedText(normalizes: isNormalized)
        if isNormalized { stored.references = Self.sortedOnce(source.references) }
        return ParsedSubmission(self, stored: stored, schema)
    }

    private func read(_ source: SchemaSource) throws(RegistryError) -> ParsedSchema {
        do throws(UnreadableSchema) {
            return try ParsedSchema(
                submitted: source, checksDefaults: checksDefaults, protobuf: dialect.takesUndeclared ? .registry : .protoc)
        } catch {
            throw dialect.refusal(of: error, in: source)
        }
    }

    /// What is handed out as the text that was submitted has to be of the same schema.
    private func check(_ original: String, says schema: ParsedSchema) throws(RegistryError) {
        var submitted = source
        submitted.text = original
        guard try read(submitted).isEquivalent(to: schema) else {
            throw .invalidSchema(source.format, details: "the text in \"originalSchema\" is of another schema")
        }
    }

    private static func sortedOnce(_ references: [SchemaReference]) -> [SchemaReference] {
        var seen: Set<SchemaReference> = []
        return references.filter { seen.insert($0).inserted }.sorted { $0.name < $1.name }
    }
}

extension RegistryState {
    /// Finds all it takes to parse `submitted` for `subject`. An empty text stands for the latest version's schema.
    package func prepare(
        _ submitted: SubmittedSchema, in subject: Subject, normalizes: Bool
    ) throws(RegistryError) -> UnparsedSubmission {
        let config = settings.effectiveConfig(of: subject)
        let isNormalized = normalizes || config.normalize == true
        var submitted = submitted
        let latest = catalog.entries(of: subject).last { !$0.isDeleted }
        if submitted.text.isEmpty {
            guard let latest else { throw .emptySchema }
            let stored = catalog.stored(latest, of: subject)
            submitted = SubmittedSchema(
                format: stored.format, text: stored.schema, references: stored.references.map { RequestedReference($0) },
                metadata: submitted.metadata, ruleSet: submitted.ruleSet, tags: submitted.tags)
        }
        guard submitted.format.isServed else { throw .invalidSchemaType(submitted.format.rawValue) }
        var previousTags: [SchemaTags] = []
        if submitted.tags.keepsPrevious, let latest {
            previousTags = InlineTags.find(in: source(catalog.stored(latest, of: subject), of: subject))
        }
        let source: SchemaSource
        do throws(RegistryError) {
            source = try catalog.resolve(submitted, in: subject)
        } catch {
            throw dialect.refusal(of: error, resolving: submitted)
        }
        return UnparsedSubmission(
            source: source, isNormalized: isNormalized,
            checksDefaults: config.validateNewSchemas ?? dialect.checksDefaults, dialect: dialect,
            tagEdits: TagEdit.edits(submitted.tags, previous: previousTags), metadata: submitted.metadata,
            ruleSet: submitted.ruleSet, original: submitted.original)
    }

    /// `parsed` if it still says what `submitted` means, else `submitted` parsed now.
    func submission(
        of submitted: SubmittedSchema, in subject: Subject, normalizes: Bool, parsed: ParsedSubmission?
    ) throws(RegistryError) -> ParsedSubmission {
        let unparsed = try prepare(submitted, in: subject, normalizes: normalizes)
        if let parsed, parsed.isNormalized == unparsed.isNormalized, parsed.checkedDefaults == unparsed.checksDefaults,
            parsed.tagEdits == unparsed.tagEdits, parsed.original == unparsed.original,
            parsed.submittedText.utf8.elementsEqual(unparsed.source.text.utf8),
            parsed.source.format == unparsed.source.format,
            parsed.source.dependencies == unparsed.source.dependencies,
            parsed.requestedReferences == unparsed.source.references, parsed.metadata == unparsed.metadata,
            parsed.ruleSet == unparsed.ruleSet
        {
            return parsed
        }
        return try unparsed.parse()
    }
}
