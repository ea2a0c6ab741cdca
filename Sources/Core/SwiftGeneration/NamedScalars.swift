import Avro

extension SwiftGenerator {
    /// The enum of an Avro enum.
    func write(_ enumeration: AvroEnum, _ id: AvroSchema.TypeID, to source: inout SwiftSource) {
        let cases = Self.caseNames(enumeration)
        source.doc(enumeration.doc ?? "`\(enumeration.name.fullName)`")
        source.block("\(access.prefix)enum \(types.name(of: id)): String, GeneratedAvroType, Hashable, CaseIterable") { source in
            for (name, symbol) in zip(cases, enumeration.symbols) {
                let isSame = name == symbol
                source.line("case \(SwiftIdentifier.quoted(name))\(isSame ? "" : " = \"\(symbol)\"")")
            }
            source.line("")
            writeSchema(id, to: &source)
            for resolving in [false, true] {
                let parameter = resolving ? "resolving decoder: inout ResolvingDecoder" : "from decoder: inout BinaryDecoder"
                let index = resolving ? "readSymbol()" : "readIndex(below: \(cases.count))"
                source.line("")
                source.block("\(access.prefix)init(\(parameter)) throws(AvroDecodingError)") {
                    $0.line("switch try decoder.\(index) {")
                    for (place, name) in cases.enumerated() {
                        // The index is below the count of symbols, so the last one stands for all else.
                        $0.line("\(place == cases.count - 1 ? "default" : "case \(place)"): self = .\(name)")
                    }
                    $0.line("}")
                }
            }
            source.line("")
            source.block("\(access.prefix)func encode(to encoder: inout BinaryEncoder)") {
                $0.line("switch self {")
                for (place, name) in cases.enumerated() { $0.line("case .\(name): encoder.writeIndex(\(place))") }
                $0.line("}")
            }
        }
    }

    static func caseNames(_ enumeration: AvroEnum) -> [String] {
        var taken = SwiftIdentifier.reservedMembers
        return enumeration.symbols.map { SwiftIdentifier.unique(SwiftIdentifier.member($0), &taken) }
    }

    /// The struct of a fixed.
    func write(_ fixed: AvroFixed, _ id: AvroSchema.TypeID, to source: inout SwiftSource) {
        let access = access.prefix
        source.doc(
            [fixed.doc ?? "`\(fixed.name.fullName)`", types.schema[id].logicalType?.meaning]
                .compactMap { $0 }.joined(separator: "\n"))
        source.block("\(access)struct \(types.name(of: id)): GeneratedAvroType, Hashable") { source in
            source.line("\(access)static let byteCount = \(fixed.size)")
            source.line("\(access)let bytes: [UInt8]")
            source.line("")
            source.line("/// Nil unless there are `byteCount` bytes.")
            source.block("\(access)init?(_ bytes: [UInt8])") {
                $0.line("guard bytes.count == Self.byteCount else { return nil }")
                $0.line("self.bytes = bytes")
            }
            source.line("")
            writeSchema(id, to: &source)
            for parameter in ["from decoder: inout BinaryDecoder", "resolving decoder: inout ResolvingDecoder"] {
                source.line("")
                source.block("\(access)init(\(parameter)) throws(AvroDecodingError)") {
                    $0.line("bytes = try decoder.readFixed(Self.byteCount)")
                }
            }
            source.line("")
            source.block("\(access)func encode(to encoder: inout BinaryEncoder)") { $0.line("encoder.writeFixed(bytes)") }
        }
    }
}
