internal import JSONText

extension Drafting {
    /// Messages nest to depth 31, as in protoc.
    private static let maxDepth = 31

    @discardableResult
    mutating func message(_ syntax: ProtoMessage, in parent: Int?) throws(ProtobufSchemaError) -> Int {
        try count(syntax.place)
        let depth = parent.map { file.messages[$0].depth + 1 } ?? 1
        guard depth <= min(Self.maxDepth, limits.maxDepth) else {
            throw ProtobufSchemaError(
                .limit, file: file.name, at: syntax.name.place,
                "the message \(syntax.name.text) is nested deeper than \(Self.maxDepth) levels")
        }
        var descriptor = MessageDescriptor(name: syntax.name.text)
        descriptor.place = syntax.place
        descriptor.namePlace = syntax.name.place
        let fullName = try fullName(syntax.name.text, in: parent, at: syntax.name.place)
        let index = add(MessageDraft(descriptor: descriptor, fullName: fullName, parent: parent, depth: depth))
        let openEnd = openEnd(of: syntax)
        for member in syntax.members {
            switch member {
            case .field(let field): file.messages[index].fields.append(try self.field(field, in: index))
            case .oneof(let oneof): try self.oneof(oneof, in: index)
            case .message(let message): try self.message(message, in: index)
            case .enumeration(let enumeration): try self.enumeration(enumeration, in: index)
            case .extend(let extend): try self.extend(extend, in: index)
            case .extensions(let extensions): try extensionRanges(extensions, in: index, openEnd: openEnd)
            case .reserved(let reserved): try self.reserved(reserved, in: index, openEnd: openEnd)
            case .option(let option): file.messages[index].options.append(option)
            }
        }
        addSyntheticOneofs(to: index)
        return index
    }

    /// Appends a message to the file and to its parent.
    mutating func add(_ message: MessageDraft) -> Int {
        let index = file.messages.count
        file.messages.append(message)
        if let parent = message.parent { file.messages[parent].messages.append(index) } else { file.topMessages.append(index) }
        return index
    }

    private mutating func oneof(_ syntax: ProtoMessage.Oneof, in message: Int) throws(ProtobufSchemaError) {
        try count(syntax.place)
        let index = Int32(file.messages[message].descriptor.oneofs.count)
        file.messages[message].descriptor.oneofs.append(.init(name: syntax.name.text, place: syntax.name.place))
        file.messages[message].oneofOptions.append(syntax.options)
        for field in syntax.fields {
            var draft = try self.field(field, in: message)
            draft.descriptor.oneofIndex = index
            file.messages[message].fields.append(draft)
        }
    }

    /// Each proto3 `optional` field gets a oneof of its own, behind those that are written.
    private mutating func addSyntheticOneofs(to message: Int) {
        guard file.isProto3, file.messages[message].fields.contains(where: { $0.descriptor.isProto3Optional }) else { return }
        var taken = Set(file.messages[message].fields.map(\.descriptor.name))
        for oneof in file.messages[message].descriptor.oneofs { taken.insert(oneof.name) }
        for index in file.messages[message].fields.indices {
            let field = file.messages[message].fields[index].descriptor
            guard field.isProto3Optional else { continue }
            var name = field.name.utf8.first == UInt8(ascii: "_") ? field.name : "_" + field.name
            while !taken.insert(name).inserted { name = "X" + name }
            file.messages[message].fields[index].descriptor.oneofIndex = Int32(file.messages[message].descriptor.oneofs.count)
            file.messages[message].descriptor.oneofs.append(.init(name: name, place: field.namePlace))
            file.messages[message].oneofOptions.append([])
        }
    }

    // MARK: - Ranges

    private mutating func extensionRanges(
        _ syntax: ProtoMessage.Extensions, in message: Int, openEnd: Int32
    ) throws(ProtobufSchemaError) {
        for range in syntax.ranges {
            let (start, end) = try fieldRange(range, openEnd: openEnd)
            file.messages[message].descriptor.extensionRanges.append(.init(start: start, end: end, place: range.place))
            file.messages[message].rangeOptions.append(syntax.options)
        }
    }

    private mutating func reserved(_ syntax: ProtoReserved, in message: Int, openEnd: Int32) throws(ProtobufSchemaError) {
        switch syntax.content {
        case .ranges(let ranges):
            for range in ranges {
                let (start, end) = try fieldRange(range, openEnd: openEnd)
                file.messages[message].descriptor.reservedRanges.append(.init(start: start, end: end, place: range.place))
            }
        case .names(let names, _):
            file.messages[message].descriptor.reservedNames += names.map(\.text)
        }
    }

    private func fieldRange(
        _ range: ProtoRange, openEnd: Int32
    ) throws(ProtobufSchemaError) -> (start: Int32, end: Int32) {
        guard case .number(let text) = range.start else {
            throw error(range.place, "a range begins with `max`", expected: "a number")
        }
        let start = try int32(text, at: range.place)
        switch range.end {
        case nil: return (start, start &+ 1)
        case .max: return (start, openEnd)
        case .number(let text): return (start, try int32(text, at: range.place) &+ 1)
        }
    }

    /// What `max` means: one above the largest field number, or in a MessageSet the largest 32-bit number.
    private func openEnd(of syntax: ProtoMessage) -> Int32 {
        let isMessageSet = syntax.members.contains {
            guard case .option(let option) = $0, case .identifier("true") = option.value.kind else { return false }
            return option.name.count == 1 && option.name[0].name == "message_set_wire_format"
        }
        return isMessageSet ? .max : FieldNumbers.largest + 1
    }
}
