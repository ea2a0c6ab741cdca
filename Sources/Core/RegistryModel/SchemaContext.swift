/// A registry within the registry: ids count from 1 in each, and names of subjects belong to one.
public struct SchemaContext: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Begins with a dot; the default context's is the dot alone.
    public let name: String

    /// nil unless `name` begins with a dot and holds no colon, which would end it in a subject's name.
    public init?(_ name: String) {
        guard name.hasPrefix("."), !name.contains(":") else { return nil }
        self.name = name
    }

    private init(known name: String) { self.name = name }

    /// Where subjects are that say no other.
    public static let `default` = SchemaContext(known: ".")

    /// Holds settings for subjects of all contexts, and no schemas.
    package static let global = SchemaContext(known: ".__GLOBAL")

    /// What stands in front of its subjects' names: `:.staging:`, nothing in the default context.
    public var prefix: String { self == .default ? "" : ":\(name):" }

    public var description: String { name }

    public static func < (left: SchemaContext, right: SchemaContext) -> Bool {
        left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
}

extension Subject {
    /// The subject called `name` in `context`.
    public init(_ name: String, in context: SchemaContext) { self.init(context.prefix + name) }

    public var context: SchemaContext { qualified?.context ?? .default }

    /// The name without its context; empty if it names the context itself, `:.staging:`.
    public var localName: String { qualified.map { String($0.local) } ?? name }

    /// Whether it names a context and no subject in it: what settings of a context are kept under.
    package var isContext: Bool { qualified?.local.isEmpty == true }

    /// Whether the name says a context: `:.staging:orders-value`.
    package var isQualified: Bool { qualified != nil }

    /// What a reference of a schema under `self` means by `name`: a subject of its own context, unless it says another.
    package func sibling(_ name: Subject) -> Subject {
        name.isQualified || context == .default ? name : Subject(name.name, in: context)
    }

    private var qualified: (context: SchemaContext, local: Substring)? {
        guard name.hasPrefix(":.") else { return nil }
        let rest = name.dropFirst()
        let end = rest.firstIndex(of: ":") ?? rest.endIndex
        guard let context = SchemaContext(String(rest[..<end])) else { return nil }
        return (context, end == rest.endIndex ? "" : rest[rest.index(after: end)...])
    }
}

extension SchemaReference {
    /// The reference with its subject's context in its name, as a schema under `subject` means it.
    package func qualified(in subject: Subject) -> SchemaReference {
        SchemaReference(name: name, subject: subject.sibling(self.subject), version: version)
    }
}
