/// What can differ between the schema data was written with and the one it is read with, by the names of Confluent's registry.
package enum ProtobufChange: String, Sendable, CaseIterable {
    case packageChanged = "PACKAGE_CHANGED"
    case messageAdded = "MESSAGE_ADDED"
    case messageRemoved = "MESSAGE_REMOVED"
    case messageMoved = "MESSAGE_MOVED"
    case enumAdded = "ENUM_ADDED"
    case enumRemoved = "ENUM_REMOVED"
    case enumValueAdded = "ENUM_CONST_ADDED"
    case enumValueChanged = "ENUM_CONST_CHANGED"
    case enumValueRemoved = "ENUM_CONST_REMOVED"
    case fieldAdded = "FIELD_ADDED"
    case fieldRemoved = "FIELD_REMOVED"
    case fieldNameChanged = "FIELD_NAME_CHANGED"
    case fieldKindChanged = "FIELD_KIND_CHANGED"
    case fieldScalarKindChanged = "FIELD_SCALAR_KIND_CHANGED"
    case fieldNamedTypeChanged = "FIELD_NAMED_TYPE_CHANGED"
    case fieldNumericLabelChanged = "FIELD_NUMERIC_LABEL_CHANGED"
    case fieldStringOrBytesLabelChanged = "FIELD_STRING_OR_BYTES_LABEL_CHANGED"
    case requiredFieldAdded = "REQUIRED_FIELD_ADDED"
    case requiredFieldRemoved = "REQUIRED_FIELD_REMOVED"
    case oneofAdded = "ONEOF_ADDED"
    case oneofRemoved = "ONEOF_REMOVED"
    case oneofFieldAdded = "ONEOF_FIELD_ADDED"
    case oneofFieldRemoved = "ONEOF_FIELD_REMOVED"
    case oneofFieldMovedToTopLevel = "ONEOF_FIELD_MOVED_TO_TOP_LEVEL"
    case multipleFieldsMovedToOneof = "MULTIPLE_FIELDS_MOVED_TO_ONEOF"
    case fieldMovedToExistingOneof = "FIELD_MOVED_TO_EXISTING_ONEOF"

    /// Whether registries let it pass.
    package var isCompatible: Bool {
        switch self {
        case .packageChanged, .messageRemoved, .fieldKindChanged, .fieldScalarKindChanged, .fieldNamedTypeChanged,
            .fieldNumericLabelChanged, .requiredFieldAdded, .requiredFieldRemoved, .oneofFieldRemoved,
            .multipleFieldsMovedToOneof, .fieldMovedToExistingOneof:
            false
        case .messageAdded, .messageMoved, .enumAdded, .enumRemoved, .enumValueAdded, .enumValueChanged, .enumValueRemoved,
            .fieldAdded, .fieldRemoved, .fieldNameChanged, .fieldStringOrBytesLabelChanged, .oneofAdded, .oneofRemoved,
            .oneofFieldAdded, .oneofFieldMovedToTopLevel:
            true
        }
    }
}

/// One difference, compatible or not.
package struct ProtobufDifference: Sendable {
    package var change: ProtobufChange
    /// As Confluent writes it: `#/Order/Line/3`, `#/Order/payment/4`; the file is `#/`.
    package var path: String
    /// What it is about in the writer's schema, or where that would stand.
    package var original: ProtobufPart
    /// What it is about in the reader's schema, or where that would stand.
    package var update: ProtobufPart
}
