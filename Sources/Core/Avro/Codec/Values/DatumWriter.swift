import Bytes

extension GenericDatum {
    /// Writes the datum in the schema it was read as.
    public func encode(to encoder: inout BinaryEncoder) {
        storage.write(0, storage.plan.shape.root, &encoder)
    }

    public func encoded() -> [UInt8] {
        var encoder = BinaryEncoder()
        encode(to: &encoder)
        return encoder.bytes()
    }
}

extension DatumStorage {
    /// Slots hold values that were decoded, so nothing can fail, and they are no deeper than decoding went.
    func write(_ index: Int, _ declared: Int, _ out: inout BinaryEncoder) {
        let slot = slots[index]
        switch slot.tag.kind {
        case _ where plan.shape.types[declared].kind == .union:
            let branch = slot.tag.branch ?? 0
            out.writeIndex(branch)
            writeValue(slot, plan.shape.types[declared].children[branch], &out)
        default: writeValue(slot, declared, &out)
        }
    }

    private func writeValue(_ slot: Slot, _ type: Int, _ out: inout BinaryEncoder) {
        switch slot.tag.kind {
        case .null, .union: break
        case .boolean: out.write(slot.word != 0)
        case .int, .long, .enumeration: out.write(Int64(bitPattern: slot.word))
        case .float: out.writer.writeLittleEndian(UInt32(truncatingIfNeeded: slot.word))
        case .double: out.writer.writeLittleEndian(slot.word)
        case .bytes, .string: withContent(of: slot) { out.writeView($0) }
        case .fixed: withContent(of: slot) { out.writer.writeBytes($0) }
        case .record:
            for field in 0..<Int(slot.count) {
                write(Int(slot.word) + field, plan.shape.types[type].children[field], &out)
            }
        case .array:
            let items = plan.shape.types[type].children[0]
            if slot.count > 0 { out.writeBlock(count: Int(slot.count)) }
            for item in 0..<Int(slot.count) { write(Int(slot.word) + item, items, &out) }
            out.writeBlock(count: 0)
        case .map:
            let values = plan.shape.types[type].children[0]
            if slot.count > 0 { out.writeBlock(count: Int(slot.count)) }
            for entry in 0..<Int(slot.count) {
                withContent(of: slots[Int(slot.word) + entry * 2]) { out.writeView($0) }
                write(Int(slot.word) + entry * 2 + 1, values, &out)
            }
            out.writeBlock(count: 0)
        }
    }
}
