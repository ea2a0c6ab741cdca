extension EncodingSession {
    func null(_ index: Int) throws {
        switch kinds[index] {
        case .null: break
        case .union:
            guard let branch = shape.nullBranch(index) else { throw mismatch(index, "nil") }
            out.writeIndex(branch)
        default: throw mismatch(index, "nil")
        }
    }

    func bool(_ value: Bool, _ index: Int) throws {
        if kinds[index] == .boolean { return out.write(value) }
        guard choose(index, [.boolean]) != nil else { throw mismatch(index, "Bool \(value)") }
        out.write(value)
    }

    func string(_ value: String, _ index: Int) throws {
        if kinds[index] == .string { return out.write(value) }
        let type = shape.types[index]
        switch type.kind {
        case .string: out.write(value)
        case .enumeration:
            guard let place = type.index(of: value) else { throw ValueWalk(target: target).unknownSymbol(value, type) }
            out.writeIndex(place)
        case .union:
            // A string before an enum that has the symbol: an enum takes no other texts.
            let branch = type.children.firstIndex { shape.types[$0].kind == .string }
                ?? type.children.firstIndex { shape.types[$0].kind == .enumeration && shape.types[$0].names.contains(value) }
            guard let branch else { throw mismatch(index, AvroValue.string(value).wording) }
            out.writeIndex(branch)
            try string(value, type.children[branch])
        default: throw mismatch(index, AvroValue.string(value).wording)
        }
    }

    func integer<I: FixedWidthInteger>(_ value: I, _ index: Int) throws {
        guard let number = Int64(exactly: value) else { throw mismatch(index, "\(I.self) \(value)") }
        // The obvious first, without a list of what else would do.
        switch kinds[index] {
        case .long: return out.write(number)
        case .int where Int32(exactly: number) != nil: return out.write(number)
        default: break
        }
        let preferred: [Slot.Kind] = I.bitWidth <= 32 ? [.int, .long, .double, .float] : [.long, .int, .double, .float]
        let kind = choose(index, preferred) { kind in
            switch kind {
            case .int: Int32(exactly: number) != nil
            case .double: Double(exactly: number) != nil
            case .float: Float(exactly: number) != nil
            default: true
            }
        }
        switch kind {
        case .int, .long: out.write(number)
        case .double: out.write(Double(number))
        case .float: out.write(Float(number))
        default: throw mismatch(index, "\(I.self) \(value)")
        }
    }

    func double(_ value: Double, _ index: Int) throws {
        if kinds[index] == .double { return out.write(value) }
        let kind = choose(index, [.double, .float]) { $0 == .double || value.isNaN || Double(Float(value)) == value }
        switch kind {
        case .double: out.write(value)
        case .float: out.write(Float(value))
        default: throw mismatch(index, "Double \(value)")
        }
    }

    func float(_ value: Float, _ index: Int) throws {
        switch choose(index, [.float, .double]) {
        case .float: out.write(value)
        case .double: out.write(Double(value))
        default: throw mismatch(index, "Float \(value)")
        }
    }

    /// The kind that is written: of the type itself, or of the union's branch that comes first in `preferred` and can hold
    /// the value, whose index is written here. Nil if there is none.
    private func choose(
        _ index: Int, _ preferred: [Slot.Kind], _ holds: (Slot.Kind) -> Bool = { _ in true }
    ) -> Slot.Kind? {
        let type = shape.types[index]
        if type.kind != .union { return preferred.contains(type.kind) && holds(type.kind) ? type.kind : nil }
        for kind in preferred where holds(kind) {
            if let branch = type.children.firstIndex(where: { shape.types[$0].kind == kind }) {
                out.writeIndex(branch)
                return kind
            }
        }
        return nil
    }

    func mismatch(_ index: Int, _ found: String) -> AvroEncodingError {
        AvroEncodingError(expected: shape.wording(index), found: found)
    }
}
