extension ProtoMessage {
    /// The members of a body by kind, each kind in the order written.
    struct MembersByKind {
        var reserved: [ProtoReserved] = []
        var options: [ProtoOption] = []
        /// Groups aside.
        var fields: [ProtoField] = []
        var oneofs: [Oneof] = []
        var groups: [ProtoField] = []
        var extensions: [Extensions] = []
        var extends: [ProtoExtend] = []
        var messages: [ProtoMessage] = []
        var enums: [ProtoEnum] = []

        init(_ members: [Member]) {
            for member in members {
                switch member {
                case .reserved(let statement): reserved.append(statement)
                case .option(let option): options.append(option)
                case .field(let field) where field.isGroup: groups.append(field)
                case .field(let field): fields.append(field)
                case .oneof(let oneof): oneofs.append(oneof)
                case .extensions(let statement): extensions.append(statement)
                case .extend(let extend): extends.append(extend)
                case .message(let message): messages.append(message)
                case .enumeration(let enumeration): enums.append(enumeration)
                }
            }
        }

        /// What `max` stands for in the message's ranges: message sets number higher.
        var largestNumber: Int64 {
            let isMessageSet = options.contains { option in
                guard option.isPlain("message_set_wire_format"), case .identifier("true") = option.value.kind else {
                    return false
                }
                return true
            }
            return isMessageSet ? Int64(Int32.max) - 1 : 536_870_911
        }

        var members: [Member] {
            reserved.map(Member.reserved) + options.map(Member.option) + fields.map(Member.field) + oneofs.map(Member.oneof)
                + groups.map(Member.field) + extensions.map(Member.extensions) + extends.map(Member.extend)
                + messages.map(Member.message) + enums.map(Member.enumeration)
        }
    }
}

extension ProtoField {
    var isGroup: Bool {
        if case .group = type { true } else { false }
    }
}
