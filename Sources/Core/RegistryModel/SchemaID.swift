/// The number that travels with every record: one per content, never given out twice.
public struct SchemaID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: Int32

    public init(_ rawValue: Int32) { self.rawValue = rawValue }

    public var description: String { String(rawValue) }

    public static func < (left: SchemaID, right: SchemaID) -> Bool { left.rawValue < right.rawValue }
}
