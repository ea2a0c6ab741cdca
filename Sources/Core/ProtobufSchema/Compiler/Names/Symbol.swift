/// What a full name stands for.
struct Symbol: Sendable {
    enum Kind: Sendable {
        case package, message, enumeration, enumValue, field, `extension`, oneof, service, method
    }

    var kind: Kind
    /// Into the files of the compilation; of a package the first file that has it.
    var file: Int
    /// Into the file's list of such things; of a field or oneof the message, of an enum value the enum.
    var index: Int
    /// Into the message's fields or the enum's values.
    var member = 0

    /// What can stand for a type.
    var isType: Bool { kind == .message || kind == .enumeration }

    /// What has names inside of it.
    var isAggregate: Bool {
        switch kind {
        case .package, .message, .enumeration, .service: true
        default: false
        }
    }
}
