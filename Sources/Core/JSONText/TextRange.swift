/// A place in a text, for people: lines and columns count from 1, columns count Unicode scalars.
public struct TextPosition: Sendable, Hashable, CustomStringConvertible {
    /// Byte offset in the UTF-8 of the text, from 0.
    public var byteOffset: Int
    public var line: Int
    public var column: Int

    public init(byteOffset: Int, line: Int, column: Int) {
        self.byteOffset = byteOffset
        self.line = line
        self.column = column
    }

    public var description: String { "\(line):\(column)" }
}

/// From the first character to behind the last.
public struct TextRange: Sendable, Hashable, CustomStringConvertible {
    public var start: TextPosition
    public var end: TextPosition

    public init(start: TextPosition, end: TextPosition) {
        self.start = start
        self.end = end
    }

    public var description: String { "\(start)" }
}
