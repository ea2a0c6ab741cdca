public import JSONText

/// One `.proto` file as `google.protobuf.FileDescriptorProto` describes it: names resolved, options interpreted.
///
/// Members carry what the message's fields carry, nil meaning not set, so that writing one gives the bytes protoc gives.
/// Places point into the text the file was compiled from; they are no part of the descriptor's bytes and not of its meaning.
public struct FileDescriptor: Sendable {
    public var name: String
    public var package: String?
    public var dependencies: [String] = []
    /// Indices into `dependencies`.
    public var publicDependencies: [Int32] = []
    public var weakDependencies: [Int32] = []
    public var messages: [MessageDescriptor] = []
    public var enums: [EnumDescriptor] = []
    public var services: [ServiceDescriptor] = []
    public var extensions: [FieldDescriptor] = []
    public var options: OptionsBytes?
    /// `proto3` or `editions`; nil for proto2, as protoc leaves it out.
    public var syntax: String?
    public var edition: ProtobufEdition?
    public var packagePlace: TextRange?
    public var syntaxPlace: TextRange?

    public init(name: String) { self.name = name }
}

public struct MessageDescriptor: Sendable {
    public struct ExtensionRange: Sendable {
        public var start: Int32
        /// Exclusive.
        public var end: Int32
        public var options: OptionsBytes?
        public var place: TextRange?

        public init(start: Int32, end: Int32, options: OptionsBytes? = nil, place: TextRange? = nil) {
            self.start = start
            self.end = end
            self.options = options
            self.place = place
        }
    }

    public struct ReservedRange: Sendable {
        public var start: Int32
        /// Exclusive in messages, inclusive in enums.
        public var end: Int32
        public var place: TextRange?

        public init(start: Int32, end: Int32, place: TextRange? = nil) {
            self.start = start
            self.end = end
            self.place = place
        }
    }

    public struct Oneof: Sendable {
        public var name: String
        public var options: OptionsBytes?
        public var place: TextRange?

        public init(name: String, options: OptionsBytes? = nil, place: TextRange? = nil) {
            self.name = name
            self.options = options
            self.place = place
        }
    }

    public var name: String
    public var fields: [FieldDescriptor] = []
    public var extensions: [FieldDescriptor] = []
    public var messages: [MessageDescriptor] = []
    public var enums: [EnumDescriptor] = []
    public var extensionRanges: [ExtensionRange] = []
    /// Those written, then the synthetic ones of proto3's `optional` fields.
    public var oneofs: [Oneof] = []
    public var options: OptionsBytes?
    public var reservedRanges: [ReservedRange] = []
    public var reservedNames: [String] = []
    public var place: TextRange?
    public var namePlace: TextRange?

    public init(name: String) { self.name = name }
}

public struct FieldDescriptor: Sendable {
    /// `FieldDescriptorProto.Type`, by number.
    public enum Kind: Int32, Sendable, Hashable, CaseIterable {
        case double = 1
        case float, int64, uint64, int32, fixed64, fixed32, bool, string, group, message, bytes, uint32, enumeration,
            sfixed32, sfixed64, sint32, sint64
    }

    /// `FieldDescriptorProto.Label`, by number.
    public enum Label: Int32, Sendable, Hashable {
        case optional = 1
        case required, repeated
    }

    public var name: String
    public var number: Int32
    public var label: Label
    public var kind: Kind
    /// `.full.name` of a message, group or enum.
    public var typeName: String?
    /// `.full.name` of the message an extension extends.
    public var extendee: String?
    /// As protoc prints it: numbers in decimal, bytes C-escaped.
    public var defaultValue: String?
    /// Into the message's `oneofs`.
    public var oneofIndex: Int32?
    public var jsonName: String?
    public var options: OptionsBytes?
    public var isProto3Optional: Bool = false
    /// Whether the text gives a label. Protoc does not tell; Confluent's rules look at it.
    public var hasWrittenLabel: Bool = false
    public var place: TextRange?
    public var namePlace: TextRange?
    public var typePlace: TextRange?
    public var numberPlace: TextRange?
    public var labelPlace: TextRange?

    public init(name: String, number: Int32, label: Label, kind: Kind) {
        self.name = name
        self.number = number
        self.label = label
        self.kind = kind
    }
}

public struct EnumDescriptor: Sendable {
    public struct Value: Sendable {
        public var name: String
        public var number: Int32
        public var options: OptionsBytes?
        public var place: TextRange?

        public init(name: String, number: Int32, options: OptionsBytes? = nil, place: TextRange? = nil) {
            self.name = name
            self.number = number
            self.options = options
            self.place = place
        }
    }

    public var name: String
    public var values: [Value] = []
    public var options: OptionsBytes?
    public var reservedRanges: [MessageDescriptor.ReservedRange] = []
    public var reservedNames: [String] = []
    public var place: TextRange?
    public var namePlace: TextRange?

    public init(name: String) { self.name = name }
}

public struct ServiceDescriptor: Sendable {
    public struct Method: Sendable {
        public var name: String
        /// `.full.name`
        public var inputType: String
        public var outputType: String
        public var options: OptionsBytes?
        /// Nil where not written: protoc leaves it out.
        public var isClientStreaming: Bool?
        public var isServerStreaming: Bool?
        public var place: TextRange?

        public init(name: String, inputType: String, outputType: String) {
            self.name = name
            self.inputType = inputType
            self.outputType = outputType
        }
    }

    public var name: String
    public var methods: [Method] = []
    public var options: OptionsBytes?
    public var place: TextRange?

    public init(name: String) { self.name = name }
}

/// `google.protobuf.Edition`, by number.
public struct ProtobufEdition: RawRepresentable, Sendable, Hashable, Comparable {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    public static let legacy = ProtobufEdition(rawValue: 900)
    public static let proto2 = ProtobufEdition(rawValue: 998)
    public static let proto3 = ProtobufEdition(rawValue: 999)
    public static let edition2023 = ProtobufEdition(rawValue: 1000)
    public static let edition2024 = ProtobufEdition(rawValue: 1001)

    public static func < (left: ProtobufEdition, right: ProtobufEdition) -> Bool { left.rawValue < right.rawValue }
}

/// An options message (`FileOptions`, `FieldOptions` …) as its bytes: known options in the order of their numbers, then custom
/// ones as written, which is how protoc writes them.
public struct OptionsBytes: Sendable, Hashable {
    public var bytes: [UInt8]
    public init(_ bytes: [UInt8]) { self.bytes = bytes }
}
