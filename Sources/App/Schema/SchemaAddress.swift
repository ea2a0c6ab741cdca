import ArgumentParser
import RegistryModel

/// A schema as one names it: `orders-value`, `orders-value@3`, `id:1042`.
enum SchemaAddress: ExpressibleByArgument, Equatable {
    case id(SchemaID)
    /// Without a version, the latest is meant or all are, as the command says.
    case subject(Subject, SchemaVersionSelector?)

    init?(argument: String) {
        if argument.isEmpty { return nil }
        if argument.hasPrefix("id:") {
            guard let id = Int32(argument.dropFirst(3)), id >= 0 else { return nil }
            self = .id(SchemaID(id))
        } else if let at = argument.lastIndex(of: "@"), at > argument.startIndex {
            guard let version = SchemaVersionSelector(String(argument[argument.index(after: at)...])) else { return nil }
            self = .subject(Subject(String(argument[..<at])), version)
        } else {
            self = .subject(Subject(argument), nil)
        }
    }
}
