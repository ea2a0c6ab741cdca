/// The features of `google.protobuf.FeatureSet` that the compiler looks at, by the numbers of their values; 0 where not set.
struct FeatureValues: Sendable, Hashable {
    /// EXPLICIT 1, IMPLICIT 2, LEGACY_REQUIRED 3
    var presence: UInt8 = 0
    /// OPEN 1, CLOSED 2
    var enumType: UInt8 = 0
    /// PACKED 1, EXPANDED 2
    var repeatedEncoding: UInt8 = 0
    /// VERIFY 2, NONE 3
    var utf8Validation: UInt8 = 0
    /// LENGTH_PREFIXED 1, DELIMITED 2
    var messageEncoding: UInt8 = 0
    /// ALLOW 1, LEGACY_BEST_EFFORT 2
    var jsonFormat: UInt8 = 0

    static let proto2 = FeatureValues(
        presence: 1, enumType: 2, repeatedEncoding: 2, utf8Validation: 3, messageEncoding: 1, jsonFormat: 2)
    static let proto3 = FeatureValues(
        presence: 2, enumType: 1, repeatedEncoding: 1, utf8Validation: 2, messageEncoding: 1, jsonFormat: 1)
    static let edition2023 = FeatureValues(
        presence: 1, enumType: 1, repeatedEncoding: 1, utf8Validation: 2, messageEncoding: 1, jsonFormat: 1)

    static func defaults(of edition: ProtobufEdition) -> FeatureValues {
        switch edition {
        case .proto2: .proto2
        case .proto3: .proto3
        default: .edition2023
        }
    }

    var isImplicit: Bool { presence == 2 }
    var isRequired: Bool { presence == 3 }
    var isOpen: Bool { enumType == 1 }
    var isPacked: Bool { repeatedEncoding == 1 }
    var isDelimited: Bool { messageEncoding == 2 }

    /// Those that a `FeatureSet` sets, and the name of one that it sets to `…_UNKNOWN`.
    static func read(_ set: OptionsBytes) -> (values: FeatureValues, unknown: String?) {
        var unknown: String?
        func value(_ number: Int32, _ name: String) -> UInt8 {
            guard let value = set.integer(number) else { return 0 }
            if value == 0 { unknown = name }
            return UInt8(truncatingIfNeeded: value)
        }
        let values = FeatureValues(
            presence: value(1, "field_presence"), enumType: value(2, "enum_type"),
            repeatedEncoding: value(3, "repeated_field_encoding"), utf8Validation: value(4, "utf8_validation"),
            messageEncoding: value(5, "message_encoding"), jsonFormat: value(6, "json_format"))
        return (values, unknown)
    }

    /// These, and where they are not set those of `parent`.
    func inherit(_ parent: FeatureValues) -> FeatureValues {
        func either(_ own: UInt8, _ inherited: UInt8) -> UInt8 { own == 0 ? inherited : own }
        return FeatureValues(
            presence: either(presence, parent.presence), enumType: either(enumType, parent.enumType),
            repeatedEncoding: either(repeatedEncoding, parent.repeatedEncoding),
            utf8Validation: either(utf8Validation, parent.utf8Validation),
            messageEncoding: either(messageEncoding, parent.messageEncoding), jsonFormat: either(jsonFormat, parent.jsonFormat))
    }
}
