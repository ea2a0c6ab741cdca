internal import ProtobufSchema

/// What files declare, by names below the package.
struct DeclaredNames {
    enum Kind: String, CaseIterable {
        case message, enumeration = "enum", service, `extension`

        /// The name in its scope of what has no part of its own.
        func detail(of name: String) -> String? {
            self == .extension ? name.split(separator: ".").last.map(String.init) : nil
        }
    }

    static let fileRules: [(Kind, ProtobufPolicyRule)] = [
        (.message, ProtobufPolicyRules.messageNoDelete), (.enumeration, ProtobufPolicyRules.enumNoDelete),
        (.service, ProtobufPolicyRules.serviceNoDelete), (.extension, ProtobufPolicyRules.extensionNoDelete),
    ]

    static let packageRules: [(Kind, ProtobufPolicyRule)] = [
        (.message, ProtobufPolicyRules.packageMessageNoDelete), (.enumeration, ProtobufPolicyRules.packageEnumNoDelete),
        (.service, ProtobufPolicyRules.packageServiceNoDelete), (.extension, ProtobufPolicyRules.packageExtensionNoDelete),
    ]

    private var parts: [Kind: [String: ProtobufPart]] = [:]
    private var order: [Kind: [String]] = [:]

    init(_ schema: ProtobufSchema, files: [Int]) {
        let files = Set(files)
        // Map entries go with their field, whose rules tell.
        for (index, message) in schema.messages.enumerated() where files.contains(message.file) && !message.isMapEntry {
            let name = schema.localName(ProtobufSchema.MessageID(index))
            add(.message, name, .message(.init(index)))
            for field in message.descriptor.extensions { add(.extension, "\(name).\(field.name)", .message(.init(index))) }
        }
        for (index, enumeration) in schema.enums.enumerated() where files.contains(enumeration.file) {
            add(.enumeration, schema.localName(ProtobufSchema.EnumID(index)), .enumeration(.init(index)))
        }
        for file in files.sorted() {
            for (index, service) in schema.files[file].services.enumerated() {
                add(.service, service.name, .service(file: file, index))
            }
            for field in schema.files[file].extensions { add(.extension, field.name, .file(file)) }
        }
    }

    private mutating func add(_ kind: Kind, _ name: String, _ part: ProtobufPart) {
        guard parts[kind, default: [:]].updateValue(part, forKey: name) == nil else { return }
        order[kind, default: []].append(name)
    }

    func declarations(_ kind: Kind) -> [(String, ProtobufPart)] {
        (order[kind] ?? []).compactMap { name in parts[kind]?[name].map { (name, $0) } }
    }

    func named(_ name: String, _ kind: Kind) -> ProtobufPart? { parts[kind]?[name] }

    /// The innermost message that is still there around what is not.
    func closest(to name: String) -> ProtobufPart? {
        var words = name.split(separator: ".").dropLast()
        while !words.isEmpty {
            if let part = parts[.message]?[words.joined(separator: ".")] { return part }
            words.removeLast()
        }
        return nil
    }
}
