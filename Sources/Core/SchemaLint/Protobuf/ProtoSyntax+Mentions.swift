internal import JSONText
internal import ProtobufSchema

/// What a file says below its top, in the order of the text.
extension ProtoSyntax {
    /// Fields and extensions of all messages.
    var fields: [ProtoField] { extends.flatMap(\.fields).flatMap(\.withInner) + messages.flatMap(\.allFields) }

    /// Where types are named: by fields, methods and what extends a message.
    var typeMentions: [TextRange] {
        let methods = services.flatMap(\.members).flatMap { member -> [TextRange] in
            if case .method(let method) = member { [method.input.place, method.output.place] } else { [] }
        }
        let extended = extends.map(\.extendee.place) + messages.flatMap(\.extendedPlaces)
        return fields.filter { !$0.isGroup }.map(\.typePlace) + methods + extended
    }
}

extension ProtoMessage {
    fileprivate var allFields: [ProtoField] {
        members.flatMap { member -> [ProtoField] in
            switch member {
            case .field(let field): field.withInner
            case .oneof(let oneof): oneof.fields.flatMap(\.withInner)
            case .extend(let extend): extend.fields.flatMap(\.withInner)
            case .message(let message): message.allFields
            default: []
            }
        }
    }

    fileprivate var extendedPlaces: [TextRange] {
        members.flatMap { member -> [TextRange] in
            switch member {
            case .extend(let extend): [extend.extendee.place]
            case .message(let message): message.extendedPlaces
            default: []
            }
        }
    }
}

extension ProtoField {
    var isGroup: Bool { if case .group = type { true } else { false } }

    /// The field, and those of the message that a group is.
    fileprivate var withInner: [ProtoField] {
        if case .group(let message) = type { [self] + message.allFields } else { [self] }
    }
}

extension ProtoOption {
    /// `default = NAME`
    func isDefault(_ name: String) -> Bool {
        guard self.name.count == 1, self.name[0].name == "default", case .identifier(let word) = value.kind else { return false }
        return word == name
    }
}
