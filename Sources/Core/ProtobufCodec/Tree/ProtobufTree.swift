internal import ProtobufSchema

/// A value of a message as a tree: what programs build by hand. Numbers are taken for every type they fit.
public indirect enum ProtobufTree: Sendable, Hashable {
    case bool(Bool)
    case signed(Int64)
    case unsigned(UInt64)
    case float(Float)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    /// An enum's value by its name; by its number it is `signed`.
    case name(String)
    /// Fields by name; extensions are called by their full name in brackets.
    case message([Member])
    case list([ProtobufTree])
    case map([Entry])

    public struct Member: Sendable, Hashable {
        public var name: String
        public var value: ProtobufTree

        public init(_ name: String, _ value: ProtobufTree) {
            self.name = name
            self.value = value
        }
    }

    public struct Entry: Sendable, Hashable {
        public var key: ProtobufTree
        public var value: ProtobufTree

        public init(_ key: ProtobufTree, _ value: ProtobufTree) {
            self.key = key
            self.value = value
        }
    }
}

extension ProtobufTree {
    /// The tree as a message of the plan's type on the wire, fields in the order of their numbers.
    public func encoded(as plan: ProtobufDecodingPlan) throws(ProtobufCodecError) -> [UInt8] {
        var encoding = TreeEncoding(program: plan.program, maxDepth: plan.limits.maxDepth)
        do throws(ProtobufCodecError) {
            try encoding.message(self, plan.message.index, depth: 0)
        } catch {
            var error = error
            error.type = plan.messageName
            throw error
        }
        return encoding.out.bytes
    }

    /// The tree as a dynamic message, with what `encoded` and decoding check.
    public func message(as plan: ProtobufDecodingPlan) throws(ProtobufCodecError) -> DynamicMessage {
        try DynamicMessage(try encoded(as: plan), plan: plan)
    }

    /// What was given, for errors.
    var wording: String {
        switch self {
        case .bool(let flag): "\(flag)"
        case .signed(let number): "\(number)"
        case .unsigned(let number): "\(number)"
        case .float(let number): "\(number)"
        case .double(let number): "\(number)"
        case .string(let text): "the string \"\(text.prefix(40))\""
        case .bytes(let bytes): "\(bytes.count) bytes"
        case .name(let name): "the name \(name.prefix(40))"
        case .message: "a message"
        case .list: "a list"
        case .map: "a map"
        }
    }
}

extension DynamicMessage {
    /// The fields that are set, as a tree. Unknown fields are not in it.
    public var tree: ProtobufTree {
        .message(
            fields.map { field, value in
                ProtobufTree.Member(field.extensionName.map { "[\($0)]" } ?? field.name, value.tree)
            })
    }
}

extension ProtobufValue {
    var tree: ProtobufTree {
        if let list { return .list(list.map(\.tree)) }
        if let map { return .map(map.map { ProtobufTree.Entry($0.key.tree, $0.value.tree) }) }
        if let message { return message.tree }
        return switch plan.kind {
        case .bool: .bool(bool ?? false)
        case .int32, .int64: .signed(int64 ?? 0)
        case .uint32, .uint64: .unsigned(uint64 ?? 0)
        case .float: .float(float ?? 0)
        case .double: .double(double ?? 0)
        case .string: .string(string ?? "")
        case .bytes: .bytes(bytes ?? [])
        case .enumeration: enumName.map { .name($0) } ?? .signed(Int64(enumNumber ?? 0))
        // A message that is not set, which a field that is set has not.
        case .message: .message([])
        }
    }
}
