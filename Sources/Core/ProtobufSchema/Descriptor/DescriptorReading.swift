internal import Bytes

/// Reads descriptors off the wire. Every list is as long as the bytes that were there, messages nest to a bound, and the
/// number of things described is bounded over all files.
struct DescriptorReading {
    let limits: ProtobufLimits
    private var symbolCount = 0

    static func read<R>(
        _ bytes: [UInt8], limits: ProtobufLimits, as what: String,
        _ body: (ByteReader, inout DescriptorReading) throws(MalformedBytes) -> R
    ) throws(ProtobufSchemaError) -> R {
        guard bytes.count <= limits.maxBytes else {
            throw ProtobufSchemaError(
                .limit, file: "", at: nil, "\(what) of \(bytes.count) bytes is too large, the limit is \(limits.maxBytes)")
        }
        do throws(MalformedBytes) {
            return try bytes.withByteReader { reader throws(MalformedBytes) in
                var reading = DescriptorReading(limits: limits)
                return try body(reader, &reading)
            }
        } catch {
            throw ProtobufSchemaError(.invalid, file: "", at: nil, "the bytes are not \(what): \(error)")
        }
    }

    private init(limits: ProtobufLimits) { self.limits = limits }

    mutating func file(_ reader: ByteReader) throws(MalformedBytes) -> FileDescriptor {
        var file = FileDescriptor(name: "")
        try reader.forEachField { tag, reader throws(MalformedBytes) in
            switch (tag.number, tag.type) {
            case (1, .lengthDelimited): file.name = try reader.readText()
            case (2, .lengthDelimited): file.package = try reader.readText()
            case (3, .lengthDelimited): file.dependencies.append(try reader.readText())
            case (4, .lengthDelimited): file.messages.append(try message(try reader.readDelimited(), depth: 1))
            case (5, .lengthDelimited): file.enums.append(try enumeration(try reader.readDelimited()))
            case (6, .lengthDelimited): file.services.append(try service(try reader.readDelimited()))
            case (7, .lengthDelimited): file.extensions.append(try field(try reader.readDelimited()))
            case (8, .lengthDelimited): file.options.merge(try reader.readDelimitedBytes())
            case (10, _): try reader.readInt32s(of: tag, into: &file.publicDependencies)
            case (11, _): try reader.readInt32s(of: tag, into: &file.weakDependencies)
            case (12, .lengthDelimited): file.syntax = try reader.readText()
            case (14, .varint): file.edition = ProtobufEdition(rawValue: try reader.readInt32())
            default: try reader.skipValue(of: tag)
            }
        }
        return file
    }

    private mutating func message(_ reader: ByteReader, depth: Int) throws(MalformedBytes) -> MessageDescriptor {
        guard depth <= limits.maxDepth else {
            throw MalformedBytes(
                reading: "nested message", position: reader.position, problem: "is deeper than \(limits.maxDepth) levels")
        }
        try count(reader)
        var message = MessageDescriptor(name: "")
        try reader.forEachField { tag, reader throws(MalformedBytes) in
            switch (tag.number, tag.type) {
            case (1, .lengthDelimited): message.name = try reader.readText()
            case (2, .lengthDelimited): message.fields.append(try field(try reader.readDelimited()))
            case (3, .lengthDelimited): message.messages.append(try self.message(try reader.readDelimited(), depth: depth + 1))
            case (4, .lengthDelimited): message.enums.append(try enumeration(try reader.readDelimited()))
            case (5, .lengthDelimited): message.extensionRanges.append(try extensionRange(try reader.readDelimited()))
            case (6, .lengthDelimited): message.extensions.append(try field(try reader.readDelimited()))
            case (7, .lengthDelimited): message.options.merge(try reader.readDelimitedBytes())
            case (8, .lengthDelimited): message.oneofs.append(try oneof(try reader.readDelimited()))
            case (9, .lengthDelimited): message.reservedRanges.append(try reservedRange(try reader.readDelimited()))
            case (10, .lengthDelimited): message.reservedNames.append(try reader.readText())
            default: try reader.skipValue(of: tag)
            }
        }
        return message
    }

    private mutating func field(_ reader: ByteReader) throws(MalformedBytes) -> FieldDescriptor {
        try count(reader)
        var field = FieldDescriptor(name: "", number: 0, label: .optional, kind: .double)
        var hasKind = false
        try reader.forEachField { tag, reader throws(MalformedBytes) in
            switch (tag.number, tag.type) {
            case (1, .lengthDelimited): field.name = try reader.readText()
            case (2, .lengthDelimited): field.extendee = try reader.readText()
            case (3, .varint): field.number = try reader.readInt32()
            case (4, .varint): field.label = try reader.readCase("label")
            case (5, .varint):
                field.kind = try reader.readCase("type")
                hasKind = true
            case (6, .lengthDelimited): field.typeName = try reader.readText()
            case (7, .lengthDelimited): field.defaultValue = try reader.readText()
            case (8, .lengthDelimited): field.options.merge(try reader.readDelimitedBytes())
            case (9, .varint): field.oneofIndex = try reader.readInt32()
            case (10, .lengthDelimited): field.jsonName = try reader.readText()
            case (17, .varint): field.isProto3Optional = try reader.readInt32() != 0
            default: try reader.skipValue(of: tag)
            }
        }
        guard hasKind else {
            throw MalformedBytes(reading: "field \(field.name)", position: reader.position, problem: "has no type")
        }
        return field
    }

    private mutating func enumeration(_ reader: ByteReader) throws(MalformedBytes) -> EnumDescriptor {
        try count(reader)
        var enumeration = EnumDescriptor(name: "")
        try reader.forEachField { tag, reader throws(MalformedBytes) in
            switch (tag.number, tag.type) {
            case (1, .lengthDelimited): enumeration.name = try reader.readText()
            case (2, .lengthDelimited): enumeration.values.append(try value(try reader.readDelimited()))
            case (3, .lengthDelimited): enumeration.options.merge(try reader.readDelimitedBytes())
            case (4, .lengthDelimited): enumeration.reservedRanges.append(try reservedRange(try reader.readDelimited()))
            case (5, .lengthDelimited): enumeration.reservedNames.append(try reader.readText())
            default: try reader.skipValue(of: tag)
            }
        }
        return enumeration
    }

    private mutating func value(_ reader: ByteReader) throws(MalformedBytes) -> EnumDescriptor.Value {
        try count(reader)
        var value = EnumDescriptor.Value(name: "", number: 0)
        try reader.forEachField { tag, reader throws(MalformedBytes) in
            switch (tag.number, tag.type) {
            case (1, .lengthDelimited): value.name = try reader.readText()
            case (2, .varint): value.number = try reader.readInt32()
            case (3, .lengthDelimited): value.options.merge(try reader.readDelimitedBytes())
            default: try reader.skipValue(of: tag)
            }
        }
        return value
    }

    private mutating func service(_ reader: ByteReader) throws(MalformedBytes) -> ServiceDescriptor {
        try count(reader)
        var service = ServiceDescriptor(name: "")
        try reader.forEachField { tag, reader throws(MalformedBytes) in
            switch (tag.number, tag.type) {
            case (1, .lengthDelimited): service.name = try reader.readText()
            case (2, .lengthDelimited): service.methods.append(try method(try reader.readDelimited()))
            case (3, .lengthDelimited): service.options.merge(try reader.readDelimitedBytes())
            default: try reader.skipValue(of: tag)
            }
        }
        return service
    }

    private mutating func method(_ reader: ByteReader) throws(MalformedBytes) -> ServiceDescriptor.Method {
        try count(reader)
        var method = ServiceDescriptor.Method(name: "", inputType: "", outputType: "")
        try reader.forEachField { tag, reader throws(MalformedBytes) in
            switch (tag.number, tag.type) {
            case (1, .lengthDelimited): method.name = try reader.readText()
            case (2, .lengthDelimited): method.inputType = try reader.readText()
            case (3, .lengthDelimited): method.outputType = try reader.readText()
            case (4, .lengthDelimited): method.options.merge(try reader.readDelimitedBytes())
            case (5, .varint): method.isClientStreaming = try reader.readInt32() != 0
            case (6, .varint): method.isServerStreaming = try reader.readInt32() != 0
            default: try reader.skipValue(of: tag)
            }
        }
        return method
    }

    private mutating func extensionRange(_ reader: ByteReader) throws(MalformedBytes) -> MessageDescriptor.ExtensionRange {
        try count(reader)
        var range = MessageDescriptor.ExtensionRange(start: 0, end: 0)
        try reader.forEachField { tag, reader throws(MalformedBytes) in
            switch (tag.number, tag.type) {
            case (1, .varint): range.start = try reader.readInt32()
            case (2, .varint): range.end = try reader.readInt32()
            case (3, .lengthDelimited): range.options.merge(try reader.readDelimitedBytes())
            default: try reader.skipValue(of: tag)
            }
        }
        return range
    }

    private mutating func reservedRange(_ reader: ByteReader) throws(MalformedBytes) -> MessageDescriptor.ReservedRange {
        try count(reader)
        var range = MessageDescriptor.ReservedRange(start: 0, end: 0)
        try reader.forEachField { tag, reader throws(MalformedBytes) in
            switch (tag.number, tag.type) {
            case (1, .varint): range.start = try reader.readInt32()
            case (2, .varint): range.end = try reader.readInt32()
            default: try reader.skipValue(of: tag)
            }
        }
        return range
    }

    private mutating func oneof(_ reader: ByteReader) throws(MalformedBytes) -> MessageDescriptor.Oneof {
        try count(reader)
        var oneof = MessageDescriptor.Oneof(name: "")
        try reader.forEachField { tag, reader throws(MalformedBytes) in
            switch (tag.number, tag.type) {
            case (1, .lengthDelimited): oneof.name = try reader.readText()
            case (2, .lengthDelimited): oneof.options.merge(try reader.readDelimitedBytes())
            default: try reader.skipValue(of: tag)
            }
        }
        return oneof
    }

    /// An empty descriptor of two bytes becomes a value of hundreds: the bytes alone are not bound enough.
    private mutating func count(_ reader: ByteReader) throws(MalformedBytes) {
        symbolCount += 1
        guard symbolCount <= limits.maxSymbols else {
            throw MalformedBytes(
                reading: "descriptor", position: reader.position, problem: "describes more than \(limits.maxSymbols) things")
        }
    }
}

extension OptionsBytes? {
    /// A message that occurs twice is merged; putting the bytes one behind the other means just that.
    fileprivate mutating func merge(_ more: [UInt8]) {
        if self == nil { self = OptionsBytes(more) } else { self?.bytes += more }
    }
}

extension ByteReader {
    fileprivate mutating func readText() throws(MalformedBytes) -> String {
        try readString(try readDelimitedLength(), reading: "string")
    }

    /// Numbers wider than 32 bits are cut, as Protobuf's readers do.
    fileprivate mutating func readInt32() throws(MalformedBytes) -> Int32 {
        Int32(truncatingIfNeeded: try readUnsignedVarlong())
    }

    fileprivate mutating func readInt32s(of tag: WireTag, into numbers: inout [Int32]) throws(MalformedBytes) {
        switch tag.type {
        case .varint: numbers.append(try readInt32())
        case .lengthDelimited:
            var run = try readDelimited()
            while !run.isAtEnd { numbers.append(try run.readInt32()) }
        default: try skipValue(of: tag)
        }
    }

    fileprivate mutating func readCase<Case: RawRepresentable<Int32>>(_ what: String) throws(MalformedBytes) -> Case {
        let start = position
        let number = try readInt32()
        guard let value = Case(rawValue: number) else {
            throw MalformedBytes(reading: what, position: start, problem: "is \(number), which does not exist")
        }
        return value
    }
}
