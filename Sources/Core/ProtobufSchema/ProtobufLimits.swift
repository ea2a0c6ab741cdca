/// What one compilation may cost at most. Texts come from strangers; every bound holds before memory or stack is taken for it.
public struct ProtobufLimits: Sendable, Hashable {
    /// Bytes of one file.
    public var maxBytes: Int
    /// Messages, groups and option values written inside each other.
    public var maxDepth: Int
    /// Files of one compilation, the bundled ones that are used included.
    public var maxFiles: Int
    /// Imports on a path from a root.
    public var maxImportDepth: Int
    /// Messages, fields, enums, values, services and methods of all files together.
    public var maxSymbols: Int

    public init(
        maxBytes: Int = 8 << 20, maxDepth: Int = 64, maxFiles: Int = 1000, maxImportDepth: Int = 100, maxSymbols: Int = 1_000_000
    ) {
        self.maxBytes = maxBytes
        self.maxDepth = maxDepth
        self.maxFiles = maxFiles
        self.maxImportDepth = maxImportDepth
        self.maxSymbols = maxSymbols
    }

    public static let standard = ProtobufLimits()
}
