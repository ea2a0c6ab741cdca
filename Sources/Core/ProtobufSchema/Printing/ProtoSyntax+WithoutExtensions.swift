extension ProtoSyntax {
    /// What Confluent's `format=ignore_extensions` shows: neither extensions, nor ranges for them, nor custom options other than
    /// Confluent's.
    package var withoutExtensions: ProtoSyntax {
        var file = self
        file.options = options.withoutCustom
        file.messages = messages.map(\.withoutExtensions)
        file.enums = enums.map(\.withoutExtensions)
        file.extends = []
        file.services = services.map(\.withoutExtensions)
        return file
    }
}

extension [ProtoOption] {
    fileprivate var withoutCustom: [ProtoOption] {
        filter { !($0.name.first?.isExtension ?? false) || ($0.name.first?.name.hasPrefix("confluent.") ?? false) }
    }
}

extension ProtoMessage {
    fileprivate var withoutExtensions: ProtoMessage {
        var kinds = MembersByKind(members)
        kinds.options = kinds.options.withoutCustom
        kinds.fields = kinds.fields.map(\.withoutExtensions)
        kinds.oneofs = kinds.oneofs.map { oneof in
            var oneof = oneof
            oneof.options = oneof.options.withoutCustom
            oneof.fields = oneof.fields.map(\.withoutExtensions)
            return oneof
        }
        kinds.groups = kinds.groups.map(\.withoutExtensions)
        kinds.extensions = []
        kinds.extends = []
        kinds.messages = kinds.messages.map(\.withoutExtensions)
        kinds.enums = kinds.enums.map(\.withoutExtensions)
        var message = self
        message.members = kinds.members
        return message
    }
}

extension ProtoField {
    fileprivate var withoutExtensions: ProtoField {
        var field = self
        field.options = options.withoutCustom
        if case .group(let body) = type { field.type = .group(body.withoutExtensions) }
        return field
    }
}

extension ProtoEnum {
    fileprivate var withoutExtensions: ProtoEnum {
        var enumeration = self
        enumeration.members = members.compactMap { member in
            switch member {
            case .option(let option): return [option].withoutCustom.first.map { .option($0) }
            case .value(var value):
                value.options = value.options.withoutCustom
                return .value(value)
            case .reserved: return member
            }
        }
        return enumeration
    }
}

extension ProtoService {
    fileprivate var withoutExtensions: ProtoService {
        var service = self
        service.members = members.compactMap { member in
            switch member {
            case .option(let option): return [option].withoutCustom.first.map { .option($0) }
            case .method(var method):
                method.options = method.options.withoutCustom
                return .method(method)
            }
        }
        return service
    }
}
