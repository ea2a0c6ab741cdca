/// Compiled files with every name resolved: an immutable arena of messages and enums, the roots' imports included.
///
/// Types refer to each other by id, so recursion needs no indirection and a walk can memoise on pairs of ids.
public struct ProtobufSchema: Sendable {
    public struct MessageID: Hashable, Sendable {
        public let index: Int
        package init(_ index: Int) { self.index = index }
    }

    public struct EnumID: Hashable, Sendable {
        public let index: Int
        package init(_ index: Int) { self.index = index }
    }

    /// Every file that is needed, a file behind those it imports.
    public let files: [FileDescriptor]
    /// The files that were asked for, as indices into `files`; the last one is the main file.
    public let roots: [Int]
    /// In the order of `files`, in each a message before those nested in it, siblings in the order written.
    public let messages: [ProtobufMessage]
    public let enums: [ProtobufEnum]
    /// Every extension field of `files`.
    public let extensions: [ProtobufField]
    let messagesByName: [String: MessageID]
    let enumsByName: [String: EnumID]
    /// The messages that are in no other, by file.
    package let topLevelMessages: [[MessageID]]
    /// And the enums.
    package let topLevelEnums: [[EnumID]]

    package init(
        files: [FileDescriptor], roots: [Int], messages: [ProtobufMessage], enums: [ProtobufEnum], extensions: [ProtobufField],
        messagesByName: [String: MessageID], enumsByName: [String: EnumID]
    ) {
        self.files = files
        self.roots = roots
        self.messages = messages
        self.enums = enums
        self.extensions = extensions
        self.messagesByName = messagesByName
        self.enumsByName = enumsByName
        var topLevel: [[MessageID]] = Array(repeating: [], count: files.count)
        for (index, message) in messages.enumerated() where message.parent == nil {
            topLevel[message.file].append(MessageID(index))
        }
        topLevelMessages = topLevel
        var topLevelEnums: [[EnumID]] = Array(repeating: [], count: files.count)
        for (index, enumeration) in enums.enumerated() where enumeration.parent == nil {
            topLevelEnums[enumeration.file].append(EnumID(index))
        }
        self.topLevelEnums = topLevelEnums
    }

    public subscript(id: MessageID) -> ProtobufMessage { messages[id.index] }
    public subscript(id: EnumID) -> ProtobufEnum { enums[id.index] }

    /// By full name without a leading dot.
    public func message(named name: String) -> MessageID? { messagesByName[name] }
    public func enumeration(named name: String) -> EnumID? { enumsByName[name] }

    public var mainFile: FileDescriptor { files[roots[roots.count - 1]] }

    /// What the main file was compiled from; nil for descriptors that came without a text.
    package var mainSyntax: ProtoSyntax?
}

public struct ProtobufMessage: Sendable {
    /// `package.Outer.Inner`
    public var fullName: String
    public var name: String
    /// Into `ProtobufSchema.files`.
    public var file: Int
    public var parent: ProtobufSchema.MessageID?
    /// Its place among the messages of its parent or file, the entries of maps not counted: with its parents' a message index.
    public var indexInParent: Int
    /// In the order written.
    public var fields: [ProtobufField]
    public var oneofs: [ProtobufOneof]
    public var messages: [ProtobufSchema.MessageID]
    /// `messages` without the entries of maps.
    package var declaredMessages: [ProtobufSchema.MessageID] = []
    public var enums: [ProtobufSchema.EnumID]
    public var isMapEntry: Bool
    /// Whether a `group` field or extension made it.
    package var isGroup = false
    public var isMessageSet: Bool
    public var features: FeatureSet
    public var descriptor: MessageDescriptor
    /// Of `fields`, by ascending number.
    package var shapes: [FieldShape] = []

    /// The place of a field among `shapes`.
    package func rank(ofNumber number: Int32) -> Int? {
        var low = 0, high = shapes.count
        while low < high {
            let middle = (low + high) / 2
            if shapes[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low < shapes.count && shapes[low].number == number ? low : nil
    }
}

public struct ProtobufOneof: Sendable {
    public var name: String
    /// Into the message's `fields`.
    public var fields: [Int]
    /// Made for a proto3 `optional` field.
    public var isSynthetic: Bool
}

public struct ProtobufField: Sendable {
    public enum Kind: Sendable, Hashable {
        case double, float, int64, uint64, int32, fixed64, fixed32, bool, string, bytes, uint32, sfixed32, sfixed64, sint32, sint64
        case enumeration(ProtobufSchema.EnumID)
        /// Length-prefixed on the wire unless the field `isDelimited`.
        case message(ProtobufSchema.MessageID)
    }

    public enum Cardinality: Sendable, Hashable { case singular, required, repeated }

    public enum Default: Sendable, Hashable {
        case bool(Bool)
        case signed(Int64)
        case unsigned(UInt64)
        case float(Float)
        case double(Double)
        case string(String)
        case bytes([UInt8])
        /// A value's number.
        case enumeration(Int32)
    }

    public var name: String
    /// Of an extension, without a leading dot; nil for other fields.
    public var extensionName: String?
    /// What an extension extends.
    public var extendee: ProtobufSchema.MessageID?
    public var jsonName: String
    public var number: Int32
    public var kind: Kind
    public var cardinality: Cardinality
    /// Whether "not set" differs from the default value: messages, oneof members, proto2 and `optional` fields, editions' EXPLICIT.
    public var hasPresence: Bool
    /// Repeated scalars that are written as one length-prefixed run. Readers take both.
    public var isPacked: Bool
    /// Groups and editions' DELIMITED messages: between start and end tags.
    public var isDelimited: Bool
    /// Whether ill-formed UTF-8 is refused (proto3, editions' VERIFY).
    public var checksUTF8: Bool
    /// A repeated field of map entries.
    public var isMap: Bool
    /// Into the message's `oneofs`, synthetic ones included.
    public var oneof: Int?
    /// As declared; nil where the type's zero is meant.
    public var defaultValue: Default?
    public var features: FeatureSet
    public var descriptor: FieldDescriptor
}

public struct ProtobufEnum: Sendable {
    public var fullName: String
    public var name: String
    public var file: Int
    public var parent: ProtobufSchema.MessageID?
    /// Unknown numbers are unknown fields (proto2, editions' CLOSED) rather than values.
    public var isClosed: Bool
    public var features: FeatureSet
    public var descriptor: EnumDescriptor
}
