internal import JSONText

/// A file on its way from syntax to descriptor: flat lists that refer to each other by index, so that every pass can change
/// one thing in place. Types elsewhere are known by their full names.
struct FileDraft: Sendable {
    /// The descriptor but for its messages, enums, services and extensions.
    var descriptor: FileDescriptor
    /// proto2 and proto3 count as editions.
    var edition: ProtobufEdition
    /// A message before those nested in it.
    var messages: [MessageDraft] = []
    var enums: [EnumDraft] = []
    /// Nested ones too.
    var `extensions`: [FieldDraft] = []
    var services: [ServiceDraft] = []
    var topMessages: [Int] = []
    var topEnums: [Int] = []
    var topExtensions: [Int] = []
    var options: [ProtoOption] = []
    var importPlaces: [TextRange] = []
    /// What this file adds to the names of a compilation, by full name.
    var symbols: [(name: String, symbol: Symbol)] = []
    var features = FeatureValues.proto2

    var name: String { descriptor.name }
    var package: String { descriptor.package ?? "" }
    var isProto3: Bool { edition == .proto3 }
    var isEditions: Bool { edition >= .edition2023 }

    /// `optimize_for = LITE_RUNTIME`
    var isLite: Bool { descriptor.options?.integer(9) == 3 }
}

struct MessageDraft: Sendable {
    /// Its own name, oneofs, ranges and reserved names; fields and nested types stand below until all is put together.
    var descriptor: MessageDescriptor
    var fullName: String
    /// Into the file's messages.
    var parent: Int?
    var depth: Int
    var fields: [FieldDraft] = []
    var messages: [Int] = []
    var enums: [Int] = []
    /// Into the file's extensions.
    var `extensions`: [Int] = []
    var options: [ProtoOption] = []
    var oneofOptions: [[ProtoOption]] = []
    /// Of each extension range.
    var rangeOptions: [[ProtoOption]] = []
    var isMapEntry = false
    var features = FeatureValues.proto2

    var isMessageSet: Bool { descriptor.options?.flag(1) ?? false }
    var nameOrPlace: TextRange? { descriptor.namePlace ?? descriptor.place }
}

struct FieldDraft: Sendable {
    var descriptor: FieldDescriptor
    var fullName: String
    /// The message it stands in; of an extension the message whose body says `extend`.
    var scope: Int?
    var isExtension = false
    /// Without `default` and `json_name`, which are no options.
    var options: [ProtoOption] = []
    /// The value written for `default`.
    var writtenDefault: ProtoValue?
    var writtenJSONName: ProtoOption?
    var extendeePlace: TextRange?
    /// Whether the type is yet to be found by its name.
    var hasTypeToResolve = false
    var isMap = false
    var features = FeatureValues.proto2
    /// Those the field itself sets.
    var ownFeatures = FeatureValues()

    var isRepeated: Bool { descriptor.label == .repeated }

    /// Repeated fields of numbers, enums and bools can be written as one run.
    var isPackable: Bool {
        guard isRepeated else { return false }
        switch descriptor.kind {
        case .string, .bytes, .message, .group: return false
        default: return true
        }
    }
}

struct EnumDraft: Sendable {
    var descriptor: EnumDescriptor
    var fullName: String
    var parent: Int?
    var options: [ProtoOption] = []
    var valueOptions: [[ProtoOption]] = []
    /// Of the values' numbers.
    var numberPlaces: [TextRange] = []
    var features = FeatureValues.proto2

    /// What the values' names stand in: they are siblings of the enum.
    func valueFullName(_ value: Int) -> String {
        guard let dot = fullName.utf8.lastIndex(of: UInt8(ascii: ".")) else { return descriptor.values[value].name }
        return "\(fullName[..<dot]).\(descriptor.values[value].name)"
    }
}

struct ServiceDraft: Sendable {
    var descriptor: ServiceDescriptor
    var fullName: String
    var namePlace: TextRange
    var options: [ProtoOption] = []
    var methodOptions: [[ProtoOption]] = []
    var methodPlaces: [MethodPlaces] = []

    struct MethodPlaces: Sendable {
        var name: TextRange
        var input: TextRange
        var output: TextRange
    }

    /// Whether a method ends in `{ … }`: its options are there then, and empty perhaps.
    var methodBodies: [Bool] = []
}
