internal import JSONText

extension AvroSchema {
    /// Reads a schema that stands alone, by the rules for new schemas.
    public init(parsing text: String) throws(AvroSchemaError) {
        self = try AvroSchemaParser.parse(text)
    }
}

/// Reads the JSON form of Avro schemas (Avro 1.11 and 1.12, "Schema Declaration"), as Java's parser takes it where the
/// specification leaves room. Does no I/O; stack and time are bounded by `Limits`.
package enum AvroSchemaParser {
    /// A schema text the main text may use the types of.
    package struct Reference: Sendable {
        package var name: String
        package var text: String

        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    /// How much is checked beyond what reading needs.
    package struct Strictness: Sendable {
        /// Names of types, fields and symbols are ASCII; else letters and digits of any script will do.
        package var asciiNames: Bool
        /// Each part of a namespace is checked like a name.
        package var checksNamespaces: Bool
        /// Defaults fit their types.
        package var checksDefaults: Bool

        package init(asciiNames: Bool, checksNamespaces: Bool, checksDefaults: Bool) {
            self.asciiNames = asciiNames
            self.checksNamespaces = checksNamespaces
            self.checksDefaults = checksDefaults
        }

        /// For new schemas.
        package static let strict = Strictness(asciiNames: true, checksNamespaces: true, checksDefaults: true)
        /// For schemas others have accepted before: what is stored must stay readable.
        package static let lenient = Strictness(asciiNames: false, checksNamespaces: false, checksDefaults: false)
    }

    package struct Limits: Sendable {
        /// Bytes of one text.
        package var maxBytes: Int
        /// Types written inside each other. Reading recurses, so this bounds the stack.
        package var maxDepth: Int
        /// Types on a path from use to use, written inside each other or not: what bounds the stack of every later walk.
        package var maxPathLength: Int
        /// Values one default may stand for once all that it leaves out is filled in.
        package var maxDefaultValues: Int
        /// Values looked at to check all defaults, each once for every branch of a union it is tried in.
        package var maxDefaultSteps: Int

        package init(
            maxBytes: Int = 8 << 20, maxDepth: Int = 128, maxPathLength: Int = 4096, maxDefaultValues: Int = 100_000,
            maxDefaultSteps: Int = 5_000_000
        ) {
            self.maxBytes = maxBytes
            self.maxDepth = maxDepth
            self.maxPathLength = maxPathLength
            self.maxDefaultValues = maxDefaultValues
            self.maxDefaultSteps = maxDefaultSteps
        }
    }

    /// Reads `text`, which may use the types of `references`. They are read first, in their order, which must be depth-first
    /// (a reference's own references before it); a name that comes again is not read again.
    package static func parse(
        _ text: String, references: [Reference] = [], strictness: Strictness = .strict, limits: Limits = Limits()
    ) throws(AvroSchemaError) -> AvroSchema {
        var reading = SchemaReading(strictness: strictness, limits: limits)
        var seen: Set<String> = []
        for reference in references where seen.insert(reference.name).inserted {
            reading.begin(reference: reference.name)
            _ = try reading.root(of: reference.text, isUsed: false)
        }
        let referencedTypeCount = reading.types.count
        reading.begin(reference: nil)
        let root = try reading.root(of: text, isUsed: true)
        return AvroSchema(types: reading.types, root: root, referencedTypeCount: referencedTypeCount)
    }

    /// Reads `texts` one after the other; each may use the types of those before it. Errors name the text by its place in
    /// the list. The types of several texts carry no places.
    package static func parse(
        sequence texts: [String], strictness: Strictness = .strict, limits: Limits = Limits()
    ) throws(AvroSchemaError) -> [AvroSchema] {
        var reading = SchemaReading(strictness: strictness, limits: limits)
        var schemas: [AvroSchema] = []
        for (place, text) in texts.enumerated() {
            let referencedTypeCount = reading.types.count
            reading.begin(reference: texts.count > 1 ? String(place) : nil)
            let root = try reading.root(of: text, isUsed: true)
            schemas.append(AvroSchema(types: reading.types, root: root, referencedTypeCount: referencedTypeCount))
        }
        return schemas
    }
}
