package import ProtobufSchema

/// Random messages of a type, all of them valid: the same seed gives the same messages.
package enum ProtobufSample {
    /// How large a sample may become.
    package struct Limits: Sendable {
        /// Messages inside each other; fields beyond are left out where that is allowed.
        package var maxDepth: Int
        /// Elements of a list, entries of a map, characters of a string.
        package var maxCount: Int
        /// Fields of the whole message, elements included.
        package var maxValues: Int
        /// A field that may be missing is set once in so many times.
        package var presenceOneIn: Int

        package init(maxDepth: Int = 4, maxCount: Int = 3, maxValues: Int = 500, presenceOneIn: Int = 2) {
            self.maxDepth = maxDepth
            self.maxCount = maxCount
            self.maxValues = maxValues
            self.presenceOneIn = max(presenceOneIn, 1)
        }
    }

    /// A message of the type as a tree.
    ///
    /// Required fields are always set, so a type that requires itself has no sample: it ends in one that is not valid.
    package static func tree(
        of message: ProtobufSchema.MessageID, in schema: ProtobufSchema, using generator: inout some RandomNumberGenerator,
        limits: Limits = Limits()
    ) -> ProtobufTree {
        var sampling = Sampling(schema: schema, limits: limits, values: 0)
        return sampling.message(message, depth: 0, &generator)
    }

    /// A message of the plan's type.
    package static func message(
        _ plan: ProtobufDecodingPlan, using generator: inout some RandomNumberGenerator, limits: Limits = Limits()
    ) throws(ProtobufCodecError) -> DynamicMessage {
        try tree(of: plan.message, in: plan.schema, using: &generator, limits: limits).message(as: plan)
    }
}

private struct Sampling {
    let schema: ProtobufSchema
    let limits: ProtobufSample.Limits
    var values: Int

    typealias Tree = ProtobufTree

    mutating func message(
        _ id: ProtobufSchema.MessageID, depth: Int, _ generator: inout some RandomNumberGenerator
    ) -> Tree {
        let message = schema[id]
        var members: [Tree.Member] = []
        if let wellKnown = WellKnownType(message, in: schema),
            let members = self.members(of: wellKnown, message, depth, &generator)
        {
            return .message(members)
        }
        // One member of each oneof, or none.
        let chosen: [Int?] = message.oneofs.map { oneof in
            let isSet = !oneof.isSynthetic && Int.random(in: 0..<3, using: &generator) == 0
            return isSet ? oneof.fields.randomElement(using: &generator) : nil
        }
        for (place, field) in message.fields.enumerated() {
            if let oneof = field.oneof, !message.oneofs[oneof].isSynthetic {
                guard chosen[oneof] == place else { continue }
            } else if field.cardinality != .required {
                guard values < limits.maxValues, Int.random(in: 0..<limits.presenceOneIn, using: &generator) == 0 else {
                    continue
                }
            }
            guard let value = value(of: field, depth: depth, &generator) else { continue }
            members.append(Tree.Member(field.name, value))
        }
        return .message(members)
    }

    private mutating func value(of field: ProtobufField, depth: Int, _ generator: inout some RandomNumberGenerator) -> Tree? {
        // Required fields go on a little longer than others, for a message without one is none.
        let isTooDeep = depth >= (field.cardinality == .required ? limits.maxDepth * 4 : limits.maxDepth)
        if field.kind.isMessage, !field.isMap, isTooDeep { return nil }
        guard field.cardinality == .repeated else { return single(field.kind, depth, &generator) }
        let count = Int.random(in: 0...limits.maxCount, using: &generator)
        if field.isMap, case .message(let entry) = field.kind {
            let parts = schema[entry].fields
            if parts[1].kind.isMessage, isTooDeep { return nil }
            var seen: Set<Tree> = []
            var entries: [Tree.Entry] = []
            for _ in 0..<count {
                let key = single(parts[0].kind, depth, &generator)
                guard seen.insert(key).inserted else { continue }
                entries.append(Tree.Entry(key, single(parts[1].kind, depth, &generator)))
            }
            return entries.isEmpty ? nil : .map(entries)
        }
        return count == 0 ? nil : .list((0..<count).map { _ in single(field.kind, depth, &generator) })
    }

    private mutating func single(
        _ kind: ProtobufField.Kind, _ depth: Int, _ generator: inout some RandomNumberGenerator
    ) -> Tree {
        values += 1
        switch kind {
        case .bool: return .bool(Bool.random(using: &generator))
        case .int32, .sint32, .sfixed32: return .signed(Int64(Int32(truncatingIfNeeded: integer(&generator))))
        case .int64, .sint64, .sfixed64: return .signed(integer(&generator))
        case .uint32, .fixed32: return .unsigned(UInt64(UInt32(truncatingIfNeeded: integer(&generator))))
        case .uint64, .fixed64: return .unsigned(UInt64(bitPattern: integer(&generator)))
        case .float: return .float(Float(Int32(truncatingIfNeeded: integer(&generator))) / 64)
        case .double: return .double(Double(Int32(truncatingIfNeeded: integer(&generator))) / 1024)
        case .string: return .string(text(&generator))
        case .bytes:
            let count = Int.random(in: 0...limits.maxCount * 3, using: &generator)
            return .bytes((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        case .enumeration(let id):
            return .name(schema[id].descriptor.values.randomElement(using: &generator)?.name ?? "")
        case .message(let id): return message(id, depth: depth + 1, &generator)
        }
    }

    /// Mostly small, now and then at the edge.
    private func integer(_ generator: inout some RandomNumberGenerator) -> Int64 {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return 0
        case 1: return [Int64.min, .max, Int64(Int32.min), Int64(Int32.max), -1, 127, 128].randomElement(using: &generator) ?? 1
        case 2: return Int64.random(in: Int64.min...Int64.max, using: &generator)
        default: return Int64.random(in: -100...1000, using: &generator)
        }
    }

    private func text(_ generator: inout some RandomNumberGenerator) -> String {
        let count = Int.random(in: 0...limits.maxCount * 4, using: &generator)
        return String((0..<count).map { _ in Self.characters.randomElement(using: &generator) ?? "a" })
    }

    private static let characters: [Character] = Array("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789 _-.\"\\\néß漢😀")

    /// Well-known types take values that JSON can say, too; nil for those whose any value can.
    private mutating func members(
        of type: WellKnownType, _ message: ProtobufMessage, _ depth: Int, _ generator: inout some RandomNumberGenerator
    ) -> [Tree.Member]? {
        // By number, as the names are nobody's promise.
        let names = message.fields.sorted { $0.number < $1.number }.map(\.name)
        switch type {
        case .wrapper, .structure, .listValue: return nil
        // No type is at hand that would not make the sample depend on the rest of the schema.
        case .any: return []
        case .timestamp:
            return [
                Tree.Member(names[0], .signed(Int64.random(in: 0...2_000_000_000, using: &generator))),
                Tree.Member(names[1], .signed(Int64.random(in: 0...999, using: &generator) * 1_000_000)),
            ]
        case .duration:
            return [
                Tree.Member(names[0], .signed(Int64.random(in: 0...100_000, using: &generator))),
                Tree.Member(names[1], .signed(Int64.random(in: 0...999, using: &generator) * 1_000_000)),
            ]
        case .fieldMask:
            let paths = (0..<2).map { _ in Tree.string(["a", "b_c", "d.e_f"].randomElement(using: &generator) ?? "a") }
            return [Tree.Member(names[0], .list(paths))]
        case .value:
            let scalars = [
                Tree.Member(names[0], .signed(0)), Tree.Member(names[1], .double(Double(integer(&generator) % 1000))),
                Tree.Member(names[2], .string(text(&generator))), Tree.Member(names[3], .bool(true)),
            ]
            return [scalars.randomElement(using: &generator) ?? scalars[0]]
        }
    }
}
