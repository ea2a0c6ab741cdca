internal import Bytes

/// What syntax, edition and `features` options make of the elements of a file (`google.protobuf.FeatureSet`), resolved:
/// every feature has a value. Raw values are those of the enums of `descriptor.proto`.
public struct FeatureSet: Sendable, Hashable {
    public enum FieldPresence: Int32, Sendable { case explicit = 1, implicit, legacyRequired }
    public enum EnumType: Int32, Sendable { case open = 1, closed }
    public enum RepeatedFieldEncoding: Int32, Sendable { case packed = 1, expanded }
    public enum UTF8Validation: Int32, Sendable { case verify = 2, none }
    public enum MessageEncoding: Int32, Sendable { case lengthPrefixed = 1, delimited }
    public enum JSONFormat: Int32, Sendable { case allow = 1, legacyBestEffort }

    public var fieldPresence = FieldPresence.explicit
    public var enumType = EnumType.open
    public var repeatedFieldEncoding = RepeatedFieldEncoding.packed
    public var utf8Validation = UTF8Validation.verify
    public var messageEncoding = MessageEncoding.lengthPrefixed
    public var jsonFormat = JSONFormat.allow

    /// Proto2 before its features had names.
    public static let proto2 = FeatureSet(
        fieldPresence: .explicit, enumType: .closed, repeatedFieldEncoding: .expanded, utf8Validation: .none,
        messageEncoding: .lengthPrefixed, jsonFormat: .legacyBestEffort)

    public static let proto3 = FeatureSet(fieldPresence: .implicit)

    /// Editions 2023 and 2024 differ in nothing that matters to values.
    public static let edition2023 = FeatureSet()
}

extension FeatureSet {
    /// The number of the `features` field in each kind of options.
    enum Element: Int32 { case oneof = 1, enumeration = 7, message = 12, field = 21, file = 50 }

    /// Takes what `options` say over what the element inherits. Values that do not exist are passed over, as unknown enum
    /// values are by every reader.
    mutating func apply(_ options: OptionsBytes?, of element: Element) throws(MalformedBytes) {
        guard let options else { return }
        try options.forEachField { number, value throws(MalformedBytes) in
            guard number == element.rawValue, case .bytes(let features) = value else { return }
            try OptionsBytes(features).forEachField { number, value throws(MalformedBytes) in
                guard case .integer(let raw) = value else { return }
                take(feature: number, Int32(truncatingIfNeeded: raw))
            }
        }
    }

    private mutating func take(feature: Int32, _ value: Int32) {
        switch feature {
        case 1: fieldPresence = FieldPresence(rawValue: value) ?? fieldPresence
        case 2: enumType = EnumType(rawValue: value) ?? enumType
        case 3: repeatedFieldEncoding = RepeatedFieldEncoding(rawValue: value) ?? repeatedFieldEncoding
        case 4: utf8Validation = UTF8Validation(rawValue: value) ?? utf8Validation
        case 5: messageEncoding = MessageEncoding(rawValue: value) ?? messageEncoding
        case 6: jsonFormat = JSONFormat(rawValue: value) ?? jsonFormat
        default: break
        }
    }
}

extension OptionsBytes {
    enum Value {
        case integer(UInt64)
        case bytes([UInt8])
        /// Fixed-width and groups: no known option is one.
        case other
    }

    /// Every field in the order written.
    func forEachField(_ body: (Int32, Value) throws(MalformedBytes) -> Void) throws(MalformedBytes) {
        try bytes.withByteReader { reader throws(MalformedBytes) in
            try reader.forEachField { tag, reader throws(MalformedBytes) in
                switch tag.type {
                case .varint: try body(tag.number, .integer(try reader.readUnsignedVarlong()))
                case .lengthDelimited: try body(tag.number, .bytes(try reader.readDelimitedBytes()))
                default:
                    try reader.skipValue(of: tag)
                    try body(tag.number, .other)
                }
            }
        }
    }

    /// The last value of a bool option; nil if it is not given.
    func bool(_ number: Int32) throws(MalformedBytes) -> Bool? {
        var found: Bool?
        try forEachField { field, value in
            if field == number, case .integer(let raw) = value { found = raw != 0 }
        }
        return found
    }
}
