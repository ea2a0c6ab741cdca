internal import RegistryModel

/// A schema's text with every text it needs to be understood.
struct SchemaSource: Sendable {
    var format: SchemaFormat
    var text: String
    /// What it names itself, versions resolved.
    var references: [SchemaReference]
    /// All it rests on, deepest first, each name once.
    var dependencies: [Dependency]

    struct Dependency: Sendable, Equatable {
        var name: String
        var text: String
        /// Changes when what the name stands for changes.
        var hash: ContentHash
    }

    /// The same for sources that parse the same.
    var key: Key { Key(format: format, text: ContentHash(schema: text, references: []), dependencies: dependencies.map(\.hash)) }

    struct Key: Hashable, Sendable {
        var format: SchemaFormat
        var text: ContentHash
        var dependencies: [ContentHash]
    }
}
