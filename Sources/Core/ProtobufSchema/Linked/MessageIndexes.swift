package import Bytes

/// Which message of a schema's main file a record is, as Confluent's serializers put it behind the schema id: positions among
/// the messages of the file, then of the message, and so on.
///
/// On the wire zigzag varints: how many positions, then each; `[0]`, which is most of them, is the single byte 0.
public struct MessageIndexes: Sendable, Hashable, CustomStringConvertible, ExpressibleByArrayLiteral {
    /// Nested messages deeper than this are not written by anyone, and not read.
    public static let maxDepth = 64

    /// From the file's messages inwards; never empty.
    public let path: [Int]

    /// Nil unless there is a position, none is negative or beyond 31 bits, and they are no more than `maxDepth`.
    public init?(_ path: [Int]) {
        guard !path.isEmpty, path.count <= Self.maxDepth, path.allSatisfy({ $0 >= 0 && $0 <= Int(Int32.max) }) else { return nil }
        self.path = path
    }

    /// A path that is known to be one: `[0, 2]`.
    public init(arrayLiteral elements: Int...) {
        guard let indexes = MessageIndexes(elements) else { preconditionFailure("a literal path has positions from 0 on") }
        self = indexes
    }

    /// The first message of the file.
    public static let first: MessageIndexes = [0]

    public var bytes: [UInt8] {
        if path == [0] { return [0] }
        var writer = WireWriter()
        for number in [path.count] + path { writer.varint(UInt64(number) << 1) }
        return writer.bytes
    }

    public var description: String { "[\(path.map { "\($0)" }.joined(separator: ", "))]" }

    /// Reads the positions and leaves the reader at the message. Takes the long form of `[0]`, and the unsigned varints that
    /// some old clients wrote where they cannot be zigzag ones.
    package init(reading reader: inout ByteReader) throws(MalformedBytes) {
        let start = reader
        do throws(MalformedBytes) {
            path = try Self.readPath(&reader) { raw in raw & 1 == 0 ? raw >> 1 : nil }
        } catch {
            reader = start
            guard let path = try? Self.readPath(&reader, number: { $0 }) else {
                reader = start
                throw error
            }
            self.path = path
        }
    }

    private static func readPath(
        _ reader: inout ByteReader, number: (UInt64) -> UInt64?
    ) throws(MalformedBytes) -> [Int] {
        func next(_ what: String, atMost limit: Int) throws(MalformedBytes) -> Int {
            let position = reader.position
            let raw = try reader.readUnsignedVarlong()
            guard let value = number(raw) else {
                throw MalformedBytes(reading: what, position: position, problem: "is negative")
            }
            guard value <= UInt64(limit) else {
                throw MalformedBytes(reading: what, position: position, problem: "is \(value), the most is \(limit)")
            }
            return Int(value)
        }
        let count = try next("number of message indexes", atMost: maxDepth)
        if count == 0 { return [0] }
        var path: [Int] = []
        for _ in 0..<count { path.append(try next("message index", atMost: Int(Int32.max))) }
        return path
    }
}

extension ProtobufSchema {
    /// Where the main file has the message; nil for messages of other files, and for the entries of maps, which nobody wrote.
    public func messageIndexes(of id: MessageID) -> MessageIndexes? {
        var path: [Int] = []
        var next: MessageID? = id
        while let current = next {
            let message = self[current]
            guard !message.isMapEntry, message.file == indexedFile else { return nil }
            path.append(message.indexInParent)
            next = message.parent
        }
        return MessageIndexes(path.reversed())
    }

    public func message(at indexes: MessageIndexes) -> MessageID? {
        var siblings = topLevelMessages[indexedFile]
        var found: MessageID?
        for position in indexes.path {
            // Entries of maps have no index of their own, so the place in the list may lie behind it.
            guard let id = siblings.first(where: { self[$0].indexInParent == position && !self[$0].isMapEntry }) else {
                return nil
            }
            found = id
            siblings = self[id].messages
        }
        return found
    }

    /// The main file, or the one it stands for when it does nothing but to import it publicly.
    private var indexedFile: Int {
        let main = mainFile
        guard main.messages.isEmpty, main.enums.isEmpty, main.services.isEmpty, main.extensions.isEmpty,
            main.dependencies.count == 1, main.publicDependencies == [0]
        else { return roots[roots.count - 1] }
        return files.firstIndex { $0.name == main.dependencies[0] } ?? roots[roots.count - 1]
    }
}
