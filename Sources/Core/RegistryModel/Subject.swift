internal import JSONText

/// The name under which versions of one schema follow each other: `orders-value`, `com.acme.Order`.
///
/// Two subjects are the same when their bytes are; spellings that Unicode calls equivalent are different subjects.
public struct Subject: Sendable, CustomStringConvertible {
    public let name: String

    public init(_ name: String) { self.name = name }

    public var description: String { name }

    /// A name as requests say it: `:.:name`, qualified with the default context, is `name`.
    package init(requested name: String) {
        self.init(name.hasPrefix(":.:") ? String(name.dropFirst(3)) : name)
    }

    /// Whether a schema may be registered under it: no ISO control character, none of the two names Confluent keeps, and
    /// not in the context that holds settings alone.
    ///
    /// The empty name and `*` are allowed, as they are there.
    package var isRegistrable: Bool { isConfigurable && context != .global && !name.hasPrefix(":*:") }

    /// Whether settings may be kept under it.
    package var isConfigurable: Bool {
        let hasControl = name.unicodeScalars.contains { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) }
        return !hasControl && localName != "__GLOBAL" && localName != "__EMPTY"
    }
}

extension Subject: Hashable {
    public static func == (left: Subject, right: Subject) -> Bool { left.name.hasSameBytes(as: right.name) }

    // Equal bytes hash alike; equivalent spellings do too, which costs a comparison and nothing else.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Subject: Comparable {
    /// By bytes, which is by code point.
    public static func < (left: Subject, right: Subject) -> Bool { left.name.utf8.lexicographicallyPrecedes(right.name.utf8) }
}
