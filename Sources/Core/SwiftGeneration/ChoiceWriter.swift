import Avro

/// Writes the enum of one union.
struct ChoiceWriter {
    let values: ValueCode
    let choice: RecordWriter.Choice
    let access: String

    private var name: String { values.unions.name(choice.path) }
    private var result: String { choice.null == nil ? name : name + "?" }

    private struct Case {
        var index: Int
        var name: String
        var type: AvroSchema.TypeID
        var isNull: Bool
    }

    private var cases: [Case] { Self.cases(values, choice) }

    /// What the branch with an index is called; nil for null.
    static func caseName(_ index: Int, _ values: ValueCode, _ choice: RecordWriter.Choice) -> String? {
        cases(values, choice).first { $0.index == index && !$0.isNull }?.name
    }

    private static func cases(_ values: ValueCode, _ choice: RecordWriter.Choice) -> [Case] {
        var taken = SwiftIdentifier.reservedMembers
        return choice.branches.enumerated().map { index, branch in
            if index == choice.null { return Case(index: index, name: "", type: branch, isNull: true) }
            let type = values.types.schema[branch]
            let called = type.name == nil ? type.kind.keyword : SwiftIdentifier.member(values.types.name(of: branch))
            return Case(index: index, name: SwiftIdentifier.unique(called, &taken), type: branch, isNull: false)
        }
    }

    func write(to source: inout SwiftSource) {
        let cases = cases
        source.block("\(access)\(choice.isIndirect ? "indirect " : "")enum \(name): Hashable, Sendable") { source in
            for one in cases where !one.isNull {
                source.line("case \(SwiftIdentifier.quoted(one.name))(\(values.swiftType(one.type, choice.path)))")
            }
            for resolving in [false, true] {
                source.line("")
                writeReading(cases, resolving: resolving, to: &source)
            }
            source.line("")
            writeEncoding(cases, to: &source)
        }
    }

    private func writeReading(_ cases: [Case], resolving: Bool, to source: inout SwiftSource) {
        let parameter = resolving ? "resolving decoder: inout ResolvingDecoder" : "from decoder: inout BinaryDecoder"
        let index = resolving ? "decoder.branch()" : "decoder.readIndex(below: \(cases.count), of: \"branch\")"
        source.block("static func read(\(parameter)) throws(AvroDecodingError) -> \(result)") { source in
            source.line("switch try \(index) {")
            for (place, one) in cases.enumerated() {
                // The index is below the count of branches, so the last one stands for all else.
                let pattern = place == cases.count - 1 ? "default" : "case \(one.index)"
                if one.isNull {
                    source.line("\(pattern): return nil")
                } else {
                    let value = values.reading(one.type, choice.path, resolving: resolving)
                    source.line("\(pattern): return .\(one.name)(\(value))")
                }
            }
            source.line("}")
        }
    }

    private func writeEncoding(_ cases: [Case], to source: inout SwiftSource) {
        source.block("static func write(_ value: \(result), to encoder: inout BinaryEncoder) throws(AvroEncodingError)") {
            $0.line("switch value {")
            for one in cases {
                if one.isNull {
                    $0.line("case nil: encoder.writeIndex(\(one.index))")
                    continue
                }
                var binding = "let value"
                if case .null = values.types.schema[one.type].kind { binding = "_" }
                $0.line("case .\(one.name)(\(binding))\(choice.null == nil ? "" : "?"):")
                $0.indented {
                    $0.line("encoder.writeIndex(\(one.index))")
                    values.writing("value", one.type, choice.path, to: &$0)
                }
            }
            $0.line("}")
        }
    }
}

extension AvroLogicalType {
    /// What the numbers and bytes of a field say, in the words of its documentation.
    var meaning: String {
        switch self {
        case .decimal(let precision, let scale):
            "Decimal of \(precision) digits, \(scale) of them behind the point: its digits as a big-endian two's complement integer."
        case .bigDecimal: "A decimal of any scale: its digits as Avro bytes, then the scale as an Avro int."
        case .uuid: "A UUID."
        case .date: "Days since 1970-01-01."
        case .timeMillis: "Milliseconds since midnight."
        case .timeMicros: "Microseconds since midnight."
        case .timestampMillis: "Milliseconds since 1970-01-01 UTC."
        case .timestampMicros: "Microseconds since 1970-01-01 UTC."
        case .timestampNanos: "Nanoseconds since 1970-01-01 UTC."
        case .localTimestampMillis: "Milliseconds since 1970-01-01, local time."
        case .localTimestampMicros: "Microseconds since 1970-01-01, local time."
        case .localTimestampNanos: "Nanoseconds since 1970-01-01, local time."
        case .duration: "Months, days and milliseconds, 4 bytes each, little-endian."
        }
    }
}
