/// The table of the policies' rules. A rule is added by a row here, a check in `PolicyComparison`, and a folder in
/// `Compat/protobuf`.
package enum ProtobufPolicyRules {
    package static let all: [ProtobufPolicyRule] = deletions + reservations + fields + messagesAndEnums + files + methods

    /// Those of a policy.
    package static func rules(of policy: ProtobufPolicy) -> [ProtobufPolicyRule] { all.filter { $0.policies.contains(policy) } }

    // MARK: What may not go

    static let fileNoDelete = ProtobufPolicyRule("FILE_NO_DELETE", [.file], "A file is gone.", "keep the file")
    static let messageNoDelete = ProtobufPolicyRule(
        "MESSAGE_NO_DELETE", [.file], "A message is gone from its file.", "keep the message, and mark it deprecated")
    static let enumNoDelete = ProtobufPolicyRule(
        "ENUM_NO_DELETE", [.file], "An enum is gone from its file.", "keep the enum, and mark it deprecated")
    static let serviceNoDelete = ProtobufPolicyRule(
        "SERVICE_NO_DELETE", [.file], "A service is gone from its file.", "keep the service, and mark it deprecated")
    static let extensionNoDelete = ProtobufPolicyRule(
        "EXTENSION_NO_DELETE", [.file], "An extension is gone from its file.", "keep the extension, and mark it deprecated")
    static let packageNoDelete = ProtobufPolicyRule(
        "PACKAGE_NO_DELETE", [.package], "No file has the package any more.", "keep the package")
    static let packageMessageNoDelete = ProtobufPolicyRule(
        "PACKAGE_MESSAGE_NO_DELETE", [.package], "A message is gone from its package.",
        "keep the message in some file of the package")
    static let packageEnumNoDelete = ProtobufPolicyRule(
        "PACKAGE_ENUM_NO_DELETE", [.package], "An enum is gone from its package.", "keep the enum in some file of the package")
    static let packageServiceNoDelete = ProtobufPolicyRule(
        "PACKAGE_SERVICE_NO_DELETE", [.package], "A service is gone from its package.",
        "keep the service in some file of the package")
    static let packageExtensionNoDelete = ProtobufPolicyRule(
        "PACKAGE_EXTENSION_NO_DELETE", [.package], "An extension is gone from its package.",
        "keep the extension in some file of the package")
    static let rpcNoDelete = ProtobufPolicyRule(
        "RPC_NO_DELETE", .code, "A method is gone from its service.", "keep the method, and mark it deprecated")
    static let fieldNoDelete = ProtobufPolicyRule(
        "FIELD_NO_DELETE", .code, "A field is gone, and code that uses it.", "keep the field, and mark it deprecated")
    static let enumValueNoDelete = ProtobufPolicyRule(
        "ENUM_VALUE_NO_DELETE", .code, "A number of an enum is gone, and code that uses it.",
        "keep the value, and mark it deprecated")
    static let oneofNoDelete = ProtobufPolicyRule(
        "ONEOF_NO_DELETE", .code, "A oneof is gone, and code that uses it.", "keep the oneof")
    static let deletions = [
        fileNoDelete, messageNoDelete, enumNoDelete, serviceNoDelete, extensionNoDelete, packageNoDelete, packageMessageNoDelete,
        packageEnumNoDelete, packageServiceNoDelete, packageExtensionNoDelete, rpcNoDelete, fieldNoDelete, enumValueNoDelete,
        oneofNoDelete,
    ]

    // MARK: What has to be reserved

    static let fieldNoDeleteUnlessNumberReserved = ProtobufPolicyRule(
        "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", .wires,
        "A field was removed and its number is free: a later field that takes it would read the old one's data.",
        "reserve the number")
    static let fieldNoDeleteUnlessNameReserved = ProtobufPolicyRule(
        "FIELD_NO_DELETE_UNLESS_NAME_RESERVED", [.wireJSON],
        "A field was removed and its name is free: a later field that takes it would read the old one's JSON.",
        "reserve the name")
    static let enumValueNoDeleteUnlessNumberReserved = ProtobufPolicyRule(
        "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED", .wires,
        "A value was removed and its number is free: a later value that takes it would stand in for it in old data.",
        "reserve the number")
    static let enumValueNoDeleteUnlessNameReserved = ProtobufPolicyRule(
        "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED", [.wireJSON],
        "A value was removed and its name is free: a later value that takes it would stand in for it in old JSON.",
        "reserve the name")
    static let reservedMessageNoDelete = ProtobufPolicyRule(
        "RESERVED_MESSAGE_NO_DELETE", .everywhere, "Numbers or names of a message are no longer reserved.", "keep them reserved")
    static let reservedEnumNoDelete = ProtobufPolicyRule(
        "RESERVED_ENUM_NO_DELETE", .everywhere, "Numbers or names of an enum are no longer reserved.", "keep them reserved")
    static let extensionMessageNoDelete = ProtobufPolicyRule(
        "EXTENSION_MESSAGE_NO_DELETE", .code, "Numbers of a message are no longer open to extensions.", "keep the range")
    static let reservations = [
        fieldNoDeleteUnlessNumberReserved, fieldNoDeleteUnlessNameReserved, enumValueNoDeleteUnlessNumberReserved,
        enumValueNoDeleteUnlessNameReserved, reservedMessageNoDelete, reservedEnumNoDelete, extensionMessageNoDelete,
    ]

    // MARK: Fields

    static let fieldWireCompatibleType = ProtobufPolicyRule(
        "FIELD_WIRE_COMPATIBLE_TYPE", [.wire], "A field has a type that cannot read the binary data of the one before.",
        "keep the type, and add a field with a new number for the new one")
    static let fieldWireCompatibleCardinality = ProtobufPolicyRule(
        "FIELD_WIRE_COMPATIBLE_CARDINALITY", [.wire], "A field changed between single, required and repeated.",
        "keep the label, and add a field with a new number for the new one")
    static let fieldWireJSONCompatibleType = ProtobufPolicyRule(
        "FIELD_WIRE_JSON_COMPATIBLE_TYPE", [.wireJSON],
        "A field has a type that cannot read binary data and JSON of the one before.",
        "keep the type, and add a field with a new number for the new one")
    static let fieldWireJSONCompatibleCardinality = ProtobufPolicyRule(
        "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY", [.wireJSON],
        "A field changed between single, required, repeated and map.",
        "keep the label, and add a field with a new number for the new one")
    static let fieldSameType = ProtobufPolicyRule("FIELD_SAME_TYPE", .code, "A field has another type.", "keep the type")
    static let fieldSameCardinality = ProtobufPolicyRule(
        "FIELD_SAME_CARDINALITY", .code, "A field changed its label, or whether it tells not set from its default.",
        "keep the label")
    static let fieldSameName = ProtobufPolicyRule("FIELD_SAME_NAME", .fromJSON, "A field has another name.", "keep the name")
    static let fieldSameJSONName = ProtobufPolicyRule(
        "FIELD_SAME_JSON_NAME", .fromJSON, "A field has another name in JSON.",
        "keep the name, or set json_name to the one before")
    static let fieldSameOneof = ProtobufPolicyRule(
        "FIELD_SAME_ONEOF", .everywhere, "A field moved into, out of, or between oneofs.", "leave the field where it was")
    static let fieldSameDefault = ProtobufPolicyRule(
        "FIELD_SAME_DEFAULT", .everywhere, "A field that is not set reads as another value.", "keep the default")
    static let fieldSameJSType = ProtobufPolicyRule(
        "FIELD_SAME_JSTYPE", .code, "A 64-bit field has another type in JavaScript.", "keep jstype")
    static let fieldSameCppStringType = ProtobufPolicyRule(
        "FIELD_SAME_CPP_STRING_TYPE", .code, "A string or bytes field has another type in C++.", "keep ctype")
    static let fieldSameJavaUTF8Validation = ProtobufPolicyRule(
        "FIELD_SAME_JAVA_UTF8_VALIDATION", .code, "Java checks a string's UTF-8 where it did not, or no longer does.",
        "keep java_string_check_utf8")
    static let fieldSameUTF8Validation = ProtobufPolicyRule(
        "FIELD_SAME_UTF8_VALIDATION", .code, "A string's UTF-8 is checked where it was not, or no longer is.",
        "keep the syntax, or set features.utf8_validation")
    static let fields = [
        fieldWireCompatibleType, fieldWireCompatibleCardinality, fieldWireJSONCompatibleType, fieldWireJSONCompatibleCardinality,
        fieldSameType, fieldSameCardinality, fieldSameName, fieldSameJSONName, fieldSameOneof, fieldSameDefault, fieldSameJSType,
        fieldSameCppStringType, fieldSameJavaUTF8Validation, fieldSameUTF8Validation,
    ]
}
