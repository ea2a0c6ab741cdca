internal import ProtobufSchema

/// The messages that have a JSON of their own.
extension JSONReading {
    mutating func wellKnown(_ wellKnown: WellKnownType, _ type: Int) throws(ProtobufCodecError) {
        let fields = program.fields + program.messages[type].firstField
        let first = cursor.next()
        let start = cursor.position
        switch wellKnown {
        case .wrapper: try member(fields[0])
        case .timestamp:
            guard first == UInt8(ascii: "\"") else { throw mismatch("a time as RFC 3339 writes it") }
            let text = try cursor.string()
            guard let time = CivilInstant.parse(text) else {
                throw mismatch("a time as RFC 3339 writes it", found: "\"\(text.prefix(60))\"", at: start)
            }
            write(time.seconds, time.nanos)
        case .duration:
            guard first == UInt8(ascii: "\"") else { throw mismatch("a duration such as \"1.5s\"") }
            let text = try cursor.string()
            guard let time = DurationText.parse(text) else {
                throw mismatch("a duration such as \"1.5s\"", found: "\"\(text.prefix(60))\"", at: start)
            }
            write(time.seconds, time.nanos)
        case .fieldMask:
            guard first == UInt8(ascii: "\"") else { throw mismatch("field paths with commas between them") }
            let text = try cursor.string()
            for path in text.split(separator: ",") {
                guard let snake = FieldMaskText.snakeCase(path) else {
                    throw mismatch("a path in camelCase", found: "\"\(path.prefix(60))\"", at: start)
                }
                out.varint(UInt64(fields[0].tag))
                out.delimited(snake.utf8)
            }
        case .structure:
            guard first == UInt8(ascii: "{") else { throw mismatch("an object") }
            try map(fields[0])
        case .listValue:
            guard first == UInt8(ascii: "[") else { throw mismatch("an array") }
            try list(fields[0])
        case .value: try anyValue(fields, first)
        case .any: try any(fields)
        }
    }

    /// Tag and value of a field that is there whatever its value.
    private mutating func member(_ field: FieldPlan) throws(ProtobufCodecError) {
        out.varint(UInt64(field.tag))
        try value(field)
    }

    private mutating func anyValue(_ fields: UnsafeMutablePointer<FieldPlan>, _ first: UInt8?) throws(ProtobufCodecError) {
        switch first {
        case UInt8(ascii: "n"): try member(fields[0])
        case UInt8(ascii: "\""): try member(fields[2])
        case UInt8(ascii: "t"), UInt8(ascii: "f"): try member(fields[3])
        case UInt8(ascii: "{"): try member(fields[4])
        case UInt8(ascii: "["): try member(fields[5])
        default: try member(fields[1])
        }
    }

    private mutating func write(_ seconds: Int64, _ nanos: Int32) {
        if seconds != 0 {
            out.varint(1 << 3)
            out.varint(UInt64(bitPattern: seconds))
        }
        if nanos != 0 {
            out.varint(2 << 3)
            out.varint(UInt64(bitPattern: Int64(nanos)))
        }
    }

    private mutating func any(_ fields: UnsafeMutablePointer<FieldPlan>) throws(ProtobufCodecError) {
        _ = cursor.next()
        let start = cursor.position
        guard let url = try typeURL() else {
            // An Any of nothing.
            var object = cursor
            try object.expect(UInt8(ascii: "{"))
            guard object.take(UInt8(ascii: "}")) else {
                throw mismatch("\"@type\" in an Any", found: "an object without it", at: start)
            }
            cursor = object
            return
        }
        guard let slash = url.lastIndex(of: "/"), slash != url.startIndex,
            let id = program.schema.message(named: String(url[url.index(after: slash)...]))
        else { throw mismatch("the URL of a message type of the schema", found: "\"\(url.prefix(120))\"", at: start) }
        out.varint(UInt64(fields[0].tag))
        out.delimited(url.utf8)
        out.varint(UInt64(fields[1].tag))
        let length = out.begin()
        if program.facts[id.index].wellKnown != nil {
            try valueMember(id.index)
        } else {
            try nested { reading throws(ProtobufCodecError) in try reading.members(id.index, without: "@type") }
        }
        out.end(length)
    }

    /// The `@type` of the object under the cursor, wherever it stands in it. The cursor stays.
    private func typeURL() throws(ProtobufCodecError) -> String? {
        var ahead = cursor
        try ahead.expect(UInt8(ascii: "{"))
        if ahead.take(UInt8(ascii: "}")) { return nil }
        var url: String?
        repeat {
            let key = try ahead.string()
            try ahead.expect(UInt8(ascii: ":"))
            if key == "@type" {
                guard url == nil else { throw mismatch("one \"@type\"", found: "a second one", at: ahead.position) }
                guard ahead.next() == UInt8(ascii: "\"") else { throw mismatch("a type URL", at: ahead.position) }
                url = try ahead.string()
            } else {
                try ahead.skipValue(depth: limits.maxDepth)
            }
        } while ahead.take(UInt8(ascii: ","))
        return url
    }

    /// `{"@type": …, "value": …}` of a message with a JSON of its own.
    private mutating func valueMember(_ type: Int) throws(ProtobufCodecError) {
        try cursor.expect(UInt8(ascii: "{"))
        var isGiven = false
        repeat {
            _ = cursor.next()
            let start = cursor.position
            let key = try cursor.string()
            try cursor.expect(UInt8(ascii: ":"))
            switch key {
            case "@type": try cursor.skipValue(depth: limits.maxDepth)
            case "value" where !isGiven:
                isGiven = true
                try message(type)
            default:
                guard options.ignoresUnknown, key != "value" else {
                    throw mismatch("one \"value\" beside \"@type\"", found: "\"\(key.prefix(80))\"", at: start)
                }
                try cursor.skipValue(depth: limits.maxDepth)
            }
        } while cursor.take(UInt8(ascii: ","))
        try cursor.expect(UInt8(ascii: "}"))
    }
}
