/// The place of a schema in its subject, counted from 1.
public struct SchemaVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: Int32

    /// nil unless `rawValue` is at least 1.
    public init?(_ rawValue: Int32) {
        guard rawValue >= 1 else { return nil }
        self.rawValue = rawValue
    }

    package init(unchecked rawValue: Int32) {
        precondition(rawValue >= 1, "versions count from 1")
        self.rawValue = rawValue
    }

    public static let first = SchemaVersion(unchecked: 1)

    public var description: String { String(rawValue) }

    public static func < (left: SchemaVersion, right: SchemaVersion) -> Bool { left.rawValue < right.rawValue }
}

/// A version as requests name one.
public enum SchemaVersionSelector: Hashable, Sendable {
    /// The highest version that is not deleted: `latest` or `-1`.
    case latest
    case number(SchemaVersion)

    /// Reads `latest` in any case, `-1`, or a number from 1 to 2³¹−1, white space around it ignored.
    public init?(_ text: String) {
        let trimmed = text.trimmingBlanks()
        if trimmed == "-1" || trimmed.lowercased() == "latest" {
            self = .latest
        } else if let number = Int32(trimmed), let version = SchemaVersion(number) {
            self = .number(version)
        } else {
            return nil
        }
    }

    /// As paths of the REST API say it.
    public var pathText: String {
        switch self {
        case .latest: "latest"
        case .number(let version): version.description
        }
    }
}

extension String {
    fileprivate func trimmingBlanks() -> String {
        let isBlank: (Character) -> Bool = { $0.isWhitespace }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(self[first...last])
    }
}
