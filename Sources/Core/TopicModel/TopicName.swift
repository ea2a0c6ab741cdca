/// A topic's name, known to be legal: 1 to 249 of `A-Z a-z 0-9 . _ -`, not `.` or `..`.
package struct TopicName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) throws(TopicRejection) {
        if let problem = Self.problem(with: text) { throw .invalidName(text, problem) }
        self.text = text
    }

    /// The longest legal name; a directory called `name-partition` still fits a file system's 255.
    package static let maxLength = 249

    /// What is wrong with `text` as a name, as a clause; nil if nothing is.
    package static func problem(with text: String) -> String? {
        if text.isEmpty { return "is empty" }
        if text == "." || text == ".." { return "cannot be '.' or '..'" }
        if text.utf8.count > maxLength { return "has \(text.utf8.count) bytes, the limit is \(maxLength)" }
        guard text.utf8.allSatisfy(isLegal) else {
            return "contains a character other than ASCII letters, digits, '.', '_' and '-'"
        }
        return nil
    }

    /// Equal for names that collide: metrics write '.' as '_', so two such topics cannot be told apart there.
    package var collisionKey: String { String(decoding: text.utf8.map { $0 == 0x2e ? 0x5f : $0 }, as: UTF8.self) }

    /// Whether clients see the topic as internal and leave it out of pattern subscriptions.
    package var isInternal: Bool { Self.internalNames.contains(text) || isHeralds }

    /// Whether the name is reserved for Herald's own state. Clients may read such topics and nothing else.
    package var isHeralds: Bool { text.hasPrefix("_herald_") }

    package static let consumerOffsets = "__consumer_offsets"
    package static let schemas = "_schemas"
    package static let metadata = "_herald_metadata"
    package static let registry = "_herald_registry"

    private static let internalNames: Set = [consumerOffsets, "__transaction_state", "__share_group_state", schemas]

    private static func isLegal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
        default: false
        }
    }

    package var description: String { text }

    package static func < (a: TopicName, b: TopicName) -> Bool { a.text < b.text }
}
