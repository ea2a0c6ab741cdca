/// The features of `google.protobuf.FeatureSet` that the compiler looks at, by the numbers of their values; 0 where not set.
struct FeatureValues: Sendable, Hashable {
    /// EXPLICIT 1, IMPLICIT 2, LEGACY_REQUIRED 3
    var presence: Int64 = 0
    /// OPEN 1, CLOSED 2
    var enumType: Int64 = 0
    /// PACKED 1, EXPANDED 2
    var repeatedEncoding: Int64 = 0
    /// VERIFY 2, NONE 3
    var utf8Validation: Int64 = 0
    /// LENGTH_PREFIXED 1, DELIMITED 2
    var messageEncoding: Int64 = 0
    /// ALLOW 1, LEGACY_BEST_EFFORT 2
    var jsonFormat: Int64 = 0

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

    /// By the fields' numbers in `FeatureSet`.
    private static let fields: [(number: Int32, name: String, path: any WritableKeyPath<FeatureValues, Int64> & Sendable)] = [
        (1, "field_presence", \.presence), (2, "enum_type", \.enumType), (3, "repeated_field_encoding", \.repeatedEncoding),
        (4, "utf8_validation", \.utf8Validation), (5, "message_encoding", \.messageEncoding), (6, "json_format", \.jsonFormat),
    ]

    /// Those that a `FeatureSet` sets, and the name of one that it sets to `…_UNKNOWN`.
    static func read(_ set: OptionsBytes) -> (values: FeatureValues, unknown: String?) {
        var values = FeatureValues()
        var unknown: String?
        for field in fields {
            guard let value = set.integer(field.number) else { continue }
            if value == 0 { unknown = field.name }
            values[keyPath: field.path] = value
        }
        return (values, unknown)
    }

    /// These, and where they are not set those of `parent`.
    func inherit(_ parent: FeatureValues) -> FeatureValues {
        var merged = parent
        for field in Self.fields where self[keyPath: field.path] != 0 { merged[keyPath: field.path] = self[keyPath: field.path] }
        return merged
    }
}
