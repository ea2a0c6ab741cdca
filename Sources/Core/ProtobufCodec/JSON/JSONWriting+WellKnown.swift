internal import Bytes
internal import ProtobufSchema

/// The messages that have a JSON of their own. Their fields are numbered from 1 and lie in that order (`WellKnownType`).
extension JSONWriting {
    func wellKnown(_ type: WellKnownType, _ index: Int, _ base: Int, _ out: inout JSONBytes) throws(ProtobufCodecError) {
        let fields = program.fields + program.messages[index].firstField
        switch type {
        case .wrapper: try value(fields[0], slots[base], &out)
        case .timestamp:
            let (seconds, nanos) = secondsAndNanos(base)
            guard let text = CivilInstant.text(seconds: seconds, nanos: nanos) else {
                throw unsayable("a time of the years 1 to 9999", found: "\(seconds) s and \(nanos) ns")
            }
            out.string(text)
        case .duration:
            let (seconds, nanos) = secondsAndNanos(base)
            guard let text = DurationText.text(seconds: seconds, nanos: nanos) else {
                throw unsayable("a duration of at most 315,576,000,000 s", found: "\(seconds) s and \(nanos) ns")
            }
            out.string(text)
        case .fieldMask:
            let paths = slots[base]
            var text = ""
            for element in 0..<Int(paths.count) {
                let path = storage.string(slots[Int(paths.word) + element])
                guard let camel = FieldMaskText.camelCase(path) else {
                    throw unsayable("a path of lower-case names", found: "\"\(path.prefix(80))\"")
                }
                text += (element > 0 ? "," : "") + camel
            }
            out.string(text)
        case .structure:
            // Its only field is the map that is the object.
            let slot = slots[base]
            try map(fields[0], slot, &out)
        case .listValue: try field(fields[0], slots[base], &out)
        case .value: try anyValue(fields, index, base, &out)
        case .any: try any(base, &out)
        }
    }

    private func anyValue(
        _ fields: UnsafeMutablePointer<FieldPlan>, _ index: Int, _ base: Int, _ out: inout JSONBytes
    ) throws(ProtobufCodecError) {
        let chosen = Int(slots[base + Int(fields[0].caseSlot)].word)
        switch chosen {
        case 0: throw unsayable("a google.protobuf.Value with one of its kinds", found: "none")
        case 1: out.raw("null")
        default:
            let slot = slots[base + chosen - 1]
            if fields[chosen - 1].kind == .double, !Double(bitPattern: slot.word).isFinite {
                throw unsayable("a number in a google.protobuf.Value", found: "\(Double(bitPattern: slot.word))")
            }
            try value(fields[chosen - 1], slot, &out)
        }
    }

    private func any(_ base: Int, _ out: inout JSONBytes) throws(ProtobufCodecError) {
        let url = slots[base].state == 0 ? "" : storage.string(slots[base])
        let content = slots[base + 1].state == 0 ? [] : storage.content(slots[base + 1])
        if url.isEmpty, content.isEmpty { return out.raw("{}") }
        let plan = try AnyType.plan(of: url, in: storage.plan)
        let depth = depth + 1
        guard depth <= storage.plan.limits.maxDepth else {
            throw ProtobufCodecError(
                .limit, expected: "at most \(storage.plan.limits.maxDepth) messages inside each other", found: "one more")
        }
        let inner = MessageStorage(plan: plan)
        try inner.fill(from: content, at: 0)
        let writing = JSONWriting(storage: inner, options: options, depth: depth)
        out.raw("{\"@type\":")
        out.string(url)
        if plan.facts.wellKnown != nil {
            out.raw(",\"value\":")
            try writing.message(plan.message.index, 0, &out)
        } else {
            try writing.members(plan.message.index, 0, isFirst: false, &out)
        }
        out.byte(UInt8(ascii: "}"))
    }

    private func secondsAndNanos(_ base: Int) -> (Int64, Int32) {
        (Int64(bitPattern: slots[base].word), Int32(truncatingIfNeeded: slots[base + 1].word))
    }

    private func unsayable(_ expected: String, found: String) -> ProtobufCodecError {
        ProtobufCodecError(.mismatch, expected: expected, found: found)
    }
}

/// What an `Any` says it holds.
enum AnyType {
    /// The plan of the type named behind the URL's last slash.
    static func plan(of url: String, in plan: ProtobufDecodingPlan) throws(ProtobufCodecError) -> ProtobufDecodingPlan {
        guard let slash = url.lastIndex(of: "/") else {
            throw ProtobufCodecError(.mismatch, expected: "a type URL with a slash", found: "\"\(url.prefix(120))\"")
        }
        guard let id = plan.schema.message(named: String(url[url.index(after: slash)...])) else {
            throw ProtobufCodecError(
                .mismatch, expected: "a message type of the schema in the Any", found: "\"\(url.prefix(120))\"")
        }
        return plan.plan(for: id)
    }
}
