extension ProtobufPolicyRules {
    // MARK: Messages and enums

    static let messageSameRequiredFields = ProtobufPolicyRule(
        "MESSAGE_SAME_REQUIRED_FIELDS", .everywhere, "A message requires other fields than before.",
        "leave required fields as they are, and make new ones optional")
    static let messageSameJSONFormat = ProtobufPolicyRule(
        "MESSAGE_SAME_JSON_FORMAT", .fromJSON, "A message no longer promises to be written as JSON.",
        "keep features.json_format = ALLOW")
    static let messageNoRemoveStandardDescriptorAccessor = ProtobufPolicyRule(
        "MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR", .code, "Generated code loses descriptor().",
        "leave no_standard_descriptor_accessor unset")
    static let enumSameType = ProtobufPolicyRule(
        "ENUM_SAME_TYPE", .code, "An enum changed between open and closed.", "keep the syntax, or set features.enum_type")
    static let enumSameJSONFormat = ProtobufPolicyRule(
        "ENUM_SAME_JSON_FORMAT", .fromJSON, "An enum no longer promises to be written as JSON.",
        "keep features.json_format = ALLOW")
    static let enumValueSameName = ProtobufPolicyRule(
        "ENUM_VALUE_SAME_NAME", .fromJSON, "A number of an enum lost a name.",
        "keep the name; with allow_alias a number can have several")
    static let messagesAndEnums = [
        messageSameRequiredFields, messageSameJSONFormat, messageNoRemoveStandardDescriptorAccessor, enumSameType,
        enumSameJSONFormat, enumValueSameName,
    ]

    // MARK: Files

    static let fileSamePackage = ProtobufPolicyRule(
        "FILE_SAME_PACKAGE", .everywhere, "A file has another package, and its messages other names.", "keep the package")
    static let fileSameSyntax = ProtobufPolicyRule(
        "FILE_SAME_SYNTAX", .code, "A file changed between proto2, proto3 and editions.", "keep the syntax")
    /// The options that decide what generated code looks like.
    static let fileOptions = FileOption.allCases.map(\.rule)
    static let files = [fileSamePackage, fileSameSyntax] + fileOptions

    // MARK: Methods

    static let rpcSameRequestType = ProtobufPolicyRule(
        "RPC_SAME_REQUEST_TYPE", .everywhere, "A method takes another message.",
        "keep the message, and add a method for the other one")
    static let rpcSameResponseType = ProtobufPolicyRule(
        "RPC_SAME_RESPONSE_TYPE", .everywhere, "A method answers with another message.",
        "keep the message, and add a method for the other one")
    static let rpcSameClientStreaming = ProtobufPolicyRule(
        "RPC_SAME_CLIENT_STREAMING", .everywhere, "A method takes a stream where it took one message, or the other way round.",
        "add a method")
    static let rpcSameServerStreaming = ProtobufPolicyRule(
        "RPC_SAME_SERVER_STREAMING", .everywhere,
        "A method answers with a stream where it answered with one message, or the other way round.",
        "add a method")
    static let rpcSameIdempotencyLevel = ProtobufPolicyRule(
        "RPC_SAME_IDEMPOTENCY_LEVEL", .everywhere, "A method promises something else about being called again.",
        "keep idempotency_level")
    static let methods = [
        rpcSameRequestType, rpcSameResponseType, rpcSameClientStreaming, rpcSameServerStreaming, rpcSameIdempotencyLevel,
    ]
}

/// An option of a file that generated code depends on, by its number in `FileOptions`.
enum FileOption: Int32, CaseIterable {
    case javaPackage = 1
    case javaOuterClassname = 8
    case optimizeFor = 9
    case javaMultipleFiles = 10
    case goPackage = 11
    case ccGenericServices = 16
    case javaGenericServices = 17
    case pyGenericServices = 18
    case ccEnableArenas = 31
    case objcClassPrefix = 36
    case csharpNamespace = 37
    case swiftPrefix = 39
    case phpClassPrefix = 40
    case phpNamespace = 41
    case phpMetadataNamespace = 44
    case rubyPackage = 45

    /// As it is written in a file.
    var name: String {
        switch self {
        case .javaPackage: "java_package"
        case .javaOuterClassname: "java_outer_classname"
        case .optimizeFor: "optimize_for"
        case .javaMultipleFiles: "java_multiple_files"
        case .goPackage: "go_package"
        case .ccGenericServices: "cc_generic_services"
        case .javaGenericServices: "java_generic_services"
        case .pyGenericServices: "py_generic_services"
        case .ccEnableArenas: "cc_enable_arenas"
        case .objcClassPrefix: "objc_class_prefix"
        case .csharpNamespace: "csharp_namespace"
        case .swiftPrefix: "swift_prefix"
        case .phpClassPrefix: "php_class_prefix"
        case .phpNamespace: "php_namespace"
        case .phpMetadataNamespace: "php_metadata_namespace"
        case .rubyPackage: "ruby_package"
        }
    }

    var rule: ProtobufPolicyRule {
        ProtobufPolicyRule(
            "FILE_SAME_\(name.uppercased())", .code,
            "The file option \(name) has another value, which moves or renames generated code.",
            "keep \(name)")
    }

    /// What a file without the option has.
    var unset: OptionValues.Value {
        switch self {
        case .optimizeFor, .ccEnableArenas: .integer(1)
        case .javaMultipleFiles, .ccGenericServices, .javaGenericServices, .pyGenericServices: .integer(0)
        default: .bytes([])
        }
    }
}
