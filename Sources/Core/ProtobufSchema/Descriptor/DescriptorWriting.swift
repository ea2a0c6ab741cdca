extension FileDescriptor {
    /// The bytes protoc writes for this file, without source information: fields in the order of their numbers.
    public var serialized: [UInt8] {
        var writer = WireWriter()
        write(to: &writer)
        return writer.bytes
    }

    func write(to writer: inout WireWriter) {
        writer.field(1, string: name)
        if let package { writer.field(2, string: package) }
        for dependency in dependencies { writer.field(3, string: dependency) }
        for message in messages { writer.field(4) { message.write(to: &$0) } }
        for enumeration in enums { writer.field(5) { enumeration.write(to: &$0) } }
        for service in services { writer.field(6) { service.write(to: &$0) } }
        for field in `extensions` { writer.field(7) { field.write(to: &$0) } }
        if let options { writer.field(8, bytes: options.bytes) }
        for index in publicDependencies { writer.field(10, integer: index) }
        for index in weakDependencies { writer.field(11, integer: index) }
        if let syntax { writer.field(12, string: syntax) }
        if let edition { writer.field(14, integer: edition.rawValue) }
    }
}

extension MessageDescriptor {
    func write(to writer: inout WireWriter) {
        writer.field(1, string: name)
        for field in fields { writer.field(2) { field.write(to: &$0) } }
        for message in messages { writer.field(3) { message.write(to: &$0) } }
        for enumeration in enums { writer.field(4) { enumeration.write(to: &$0) } }
        for range in extensionRanges {
            writer.field(5) {
                $0.field(1, integer: range.start)
                $0.field(2, integer: range.end)
                if let options = range.options { $0.field(3, bytes: options.bytes) }
            }
        }
        for field in `extensions` { writer.field(6) { field.write(to: &$0) } }
        if let options { writer.field(7, bytes: options.bytes) }
        for oneof in oneofs {
            writer.field(8) {
                $0.field(1, string: oneof.name)
                if let options = oneof.options { $0.field(2, bytes: options.bytes) }
            }
        }
        for range in reservedRanges { writer.field(9) { range.write(to: &$0) } }
        for name in reservedNames { writer.field(10, string: name) }
    }
}

extension MessageDescriptor.ReservedRange {
    func write(to writer: inout WireWriter) {
        writer.field(1, integer: start)
        writer.field(2, integer: end)
    }
}

extension FieldDescriptor {
    func write(to writer: inout WireWriter) {
        writer.field(1, string: name)
        if let extendee { writer.field(2, string: extendee) }
        writer.field(3, integer: number)
        writer.field(4, integer: label.rawValue)
        writer.field(5, integer: kind.rawValue)
        if let typeName { writer.field(6, string: typeName) }
        if let defaultValue { writer.field(7, string: defaultValue) }
        if let options { writer.field(8, bytes: options.bytes) }
        if let oneofIndex { writer.field(9, integer: oneofIndex) }
        if let jsonName { writer.field(10, string: jsonName) }
        if isProto3Optional { writer.field(17, bool: true) }
    }
}

extension EnumDescriptor {
    func write(to writer: inout WireWriter) {
        writer.field(1, string: name)
        for value in values {
            writer.field(2) {
                $0.field(1, string: value.name)
                $0.field(2, integer: value.number)
                if let options = value.options { $0.field(3, bytes: options.bytes) }
            }
        }
        if let options { writer.field(3, bytes: options.bytes) }
        for range in reservedRanges { writer.field(4) { range.write(to: &$0) } }
        for name in reservedNames { writer.field(5, string: name) }
    }
}

extension ServiceDescriptor {
    func write(to writer: inout WireWriter) {
        writer.field(1, string: name)
        for method in methods {
            writer.field(2) {
                $0.field(1, string: method.name)
                $0.field(2, string: method.inputType)
                $0.field(3, string: method.outputType)
                if let options = method.options { $0.field(4, bytes: options.bytes) }
                if let streams = method.isClientStreaming { $0.field(5, bool: streams) }
                if let streams = method.isServerStreaming { $0.field(6, bool: streams) }
            }
        }
        if let options { writer.field(3, bytes: options.bytes) }
    }
}
