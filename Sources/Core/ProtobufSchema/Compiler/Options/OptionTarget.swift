/// What options are set on.
enum OptionTarget: Sendable {
    case file, extensionRange, message, field, oneof, enumeration, enumValue, service, method

    /// The message of `descriptor.proto` that declares the options of such a thing.
    var message: String {
        switch self {
        case .file: "google.protobuf.FileOptions"
        case .extensionRange: "google.protobuf.ExtensionRangeOptions"
        case .message: "google.protobuf.MessageOptions"
        case .field: "google.protobuf.FieldOptions"
        case .oneof: "google.protobuf.OneofOptions"
        case .enumeration: "google.protobuf.EnumOptions"
        case .enumValue: "google.protobuf.EnumValueOptions"
        case .service: "google.protobuf.ServiceOptions"
        case .method: "google.protobuf.MethodOptions"
        }
    }

    /// `FieldOptions.OptionTargetType`, by number.
    var number: Int64 {
        switch self {
        case .file: 1
        case .extensionRange: 2
        case .message: 3
        case .field: 4
        case .oneof: 5
        case .enumeration: 6
        case .enumValue: 7
        case .service: 8
        case .method: 9
        }
    }

    var words: String {
        switch self {
        case .file: "a file"
        case .extensionRange: "an extension range"
        case .message: "a message"
        case .field: "a field"
        case .oneof: "a oneof"
        case .enumeration: "an enum"
        case .enumValue: "an enum value"
        case .service: "a service"
        case .method: "a method"
        }
    }
}
