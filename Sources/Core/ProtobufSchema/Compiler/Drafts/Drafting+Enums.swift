internal import JSONText

extension Drafting {
    mutating func enumeration(_ syntax: ProtoEnum, in parent: Int?) throws(ProtobufSchemaError) {
        try count(syntax.place)
        var descriptor = EnumDescriptor(name: syntax.name.text)
        descriptor.place = syntax.place
        descriptor.namePlace = syntax.name.place
        let fullName = try fullName(syntax.name.text, in: parent, at: syntax.name.place)
        var draft = EnumDraft(descriptor: descriptor, fullName: fullName, parent: parent)
        for member in syntax.members {
            switch member {
            case .option(let option): draft.options.append(option)
            case .reserved(let reserved): try self.reserved(reserved, in: &draft)
            case .value(let value):
                try count(value.place)
                try countName(value.name.text, in: parent, at: value.name.place)
                draft.descriptor.values.append(
                    .init(name: value.name.text, number: try int32(value.number), place: value.name.place))
                draft.valueOptions.append(value.options)
                draft.numberPlaces.append(value.number.place)
            }
        }
        let index = file.enums.count
        file.enums.append(draft)
        if let parent { file.messages[parent].enums.append(index) } else { file.topEnums.append(index) }
    }

    private func reserved(_ syntax: ProtoReserved, in draft: inout EnumDraft) throws(ProtobufSchemaError) {
        switch syntax.content {
        case .names(let names, _):
            draft.descriptor.reservedNames += names.map(\.text)
        case .ranges(let ranges):
            for range in ranges {
                guard case .number(let text) = range.start else {
                    throw error(range.place, "a range begins with `max`", expected: "a number")
                }
                let start = try int32(text, at: range.place)
                let end: Int32
                switch range.end {
                case nil: end = start
                case .max: end = .max
                case .number(let text): end = try int32(text, at: range.place)
                }
                draft.descriptor.reservedRanges.append(.init(start: start, end: end, place: range.place))
            }
        }
    }

    mutating func service(_ syntax: ProtoService) throws(ProtobufSchemaError) {
        try count(syntax.place)
        var descriptor = ServiceDescriptor(name: syntax.name.text)
        descriptor.place = syntax.place
        let fullName = try fullName(syntax.name.text, in: nil, at: syntax.name.place)
        var draft = ServiceDraft(descriptor: descriptor, fullName: fullName, namePlace: syntax.name.place)
        for member in syntax.members {
            switch member {
            case .option(let option): draft.options.append(option)
            case .method(let method):
                try count(method.place)
                var descriptor = ServiceDescriptor.Method(
                    name: method.name.text, inputType: method.input.text, outputType: method.output.text)
                descriptor.isClientStreaming = method.isClientStreaming ? true : nil
                descriptor.isServerStreaming = method.isServerStreaming ? true : nil
                descriptor.place = method.place
                draft.descriptor.methods.append(descriptor)
                draft.methodOptions.append(method.options)
                draft.methodBodies.append(method.hasBody)
                draft.methodPlaces.append(
                    .init(name: method.name.place, input: method.input.place, output: method.output.place))
            }
        }
        file.services.append(draft)
    }
}
