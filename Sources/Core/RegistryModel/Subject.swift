/// The name under which versions of one schema follow each other: `orders-value`, `com.acme.Order`.
///
/// Two subjects are the same when their bytes are; spellings that Unicode calls equivalent are different subjects.
public struct Subject: Sendable, CustomStringConvertible {
    public let name: String

    public init(_ name: String) { self.name = name }

    public var description: String { name }

    /// Whether a schema may be registered under it: no ISO control character, and none of the two names Confluent keeps.
    ///
    /// The empty name and `*` are allowed, as they are there.
    package var isRegistrable: Bool {
        let hasControl = name.unicodeScalars.contains { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) }
        return !hasControl && name != "__GLOBAL" && name != "__EMPTY" && !isContextQualified
    }

    /// Whether the name says a context, `:.staging:orders-value`. Only the default context is served, whose subjects
    /// have plain names.
    package var isContextQualified: Bool { name.hasPrefix(":.") || name.hasPrefix(":*:") }
}

extension Subject: Hashable {
    public static func == (left: Subject, right: Subject) -> Bool { left.name.utf8.elementsEqual(right.name.utf8) }

    // Equal bytes hash alike; equivalent spellings do too, which costs a comparison and nothing else.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Subject: Comparable {
    /// By bytes, which is by code point.
    public static func < (left: Subject, right: Subject) -> Bool { left.name.utf8.lexicographicallyPrecedes(right.name.utf8) }
}
