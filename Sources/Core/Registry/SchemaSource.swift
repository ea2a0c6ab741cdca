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

    /// Sources of one key parse the same.
    ///
    /// - Parameter content: what stands for the text, known already: to make it anew costs more than most comparisons.
    func key(_ content: ContentHash) -> Key { Key(format: format, content: content, dependencies: dependencies.map(\.hash)) }

    struct Key: Hashable, Sendable {
        var format: SchemaFormat
        var content: ContentHash
        var dependencies: [ContentHash]
    }
}
