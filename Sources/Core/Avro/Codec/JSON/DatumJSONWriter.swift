import Bytes
import JSONText

/// Writes the JSON text of slots, without a tree between. The same text as printing `DatumJSON`'s value gives, but that of a
/// key that was written twice only the last stands.
///
/// Unsafe in two places: `slots` and the schema's pieces are indexed only with what the slots and the schema's own tables
/// say; the storage and the plan that hold them outlive the writer.
struct DatumJSONWriter: ~Copyable {
    let storage: DatumStorage
    let form: AvroJSON.Form
    let slots: UnsafeMutablePointer<Slot>
    let types: UnsafePointer<JSONPieces.TypePieces>
    let children: UnsafePointer<UInt32>
    let pieces: UnsafePointer<JSONPieces.Piece>
    let text: UnsafeRawPointer
    let maxByteCount: Int
    var out: ByteWriter

    mutating func value(_ slot: Slot, _ declared: Int) throws(AvroDecodingError) {
        try checkSize()
        let type = types[declared]
        guard type.kind == .union else { return try content(slot, declared, type) }
        let branch = Int(children[Int(type.firstChild) &+ (slot.tag.branch ?? 0)])
        guard needsTag(slot, declared, type) else { return try content(slot, branch, types[branch]) }
        write(piece: types[branch].tag)
        try content(slot, branch, types[branch])
        out.write(UInt8(ascii: "}"))
    }

    /// Names of fields, symbols and branches are many bytes of text for few of data. Between two looks one of them is written,
    /// or the text of one value.
    func checkSize() throws(AvroDecodingError) {
        if out.count > maxByteCount { throw .limit("at most \(maxByteCount) bytes of JSON", found: "more", at: storage.end) }
    }

    private func needsTag(_ slot: Slot, _ union: Int, _ type: JSONPieces.TypePieces) -> Bool {
        if slot.tag.kind == .null { return false }
        if form == .specification || type.needsTags { return true }
        return DatumJSON(storage: storage, form: form).isMistakable(slot, union)
    }

    mutating func content(_ slot: Slot, _ index: Int, _ type: JSONPieces.TypePieces) throws(AvroDecodingError) {
        if type.isLogical, form == .people, let logical = storage.plan.shape.types[index].logicalType,
            let text = LogicalText.text(of: slot, logical, in: storage)
        {
            return write(quoted: text)
        }
        switch slot.tag.kind {
        case .null, .union: out.writeASCII("null")
        case .boolean: out.writeASCII(slot.word != 0 ? "true" : "false")
        case .int, .long: out.writeDecimal(Int64(bitPattern: slot.word))
        case .float:
            let number = Float(bitPattern: UInt32(truncatingIfNeeded: slot.word))
            if let name = NonFinite(Double(number)) { write(quoted: name.rawValue) } else { out.writeUTF8(number.description) }
        case .double:
            let number = Double(bitPattern: slot.word)
            if let name = NonFinite(number) { write(quoted: name.rawValue) } else { out.writeUTF8(number.description) }
        case .string: withContent(of: slot) { $0.out.writeQuoted($1) }
        case .bytes, .fixed:
            if form == .people {
                withContent(of: slot) { $0.write(quoted: Base64.encode($1)) }
            } else {
                withContent(of: slot) { $0.out.writeQuotedLatin1($1) }
            }
        case .enumeration: write(piece: type.firstPiece &+ UInt32(truncatingIfNeeded: slot.word))
        case .array, .map, .record: try parts(slot, type)
        }
    }

    private mutating func parts(_ slot: Slot, _ type: JSONPieces.TypePieces) throws(AvroDecodingError) {
        let first = Int(slot.word), count = Int(slot.count)
        switch type.kind {
        case .array:
            let items = Int(children[Int(type.firstChild)])
            out.write(UInt8(ascii: "["))
            for index in 0..<count {
                if index > 0 { out.write(UInt8(ascii: ",")) }
                try value(slots[first &+ index], items)
            }
            out.write(UInt8(ascii: "]"))
        case .map:
            try entries(first, count, Int(children[Int(type.firstChild)]))
        default:
            if count == 0 { out.write(UInt8(ascii: "{")) }
            for field in 0..<count {
                write(piece: type.firstPiece &+ UInt32(truncatingIfNeeded: field))
                try value(slots[first &+ field], Int(children[Int(type.firstChild) &+ field]))
            }
            out.write(UInt8(ascii: "}"))
        }
    }

    private mutating func entries(_ first: Int, _ count: Int, _ values: Int) throws(AvroDecodingError) {
        let replaced = storage.replacedEntries(first, count)
        out.write(UInt8(ascii: "{"))
        var isFirst = true
        for entry in 0..<count where !replaced.contains(entry) {
            if !isFirst { out.write(UInt8(ascii: ",")) }
            isFirst = false
            withContent(of: slots[first &+ entry &* 2]) { $0.out.writeQuoted($1) }
            out.write(UInt8(ascii: ":"))
            try value(slots[first &+ entry &* 2 &+ 1], values)
        }
        out.write(UInt8(ascii: "}"))
    }

    private mutating func write(piece: UInt32) {
        let piece = pieces[Int(piece)]
        out.writeBytes(UnsafeRawBufferPointer(start: text + Int(piece.start), count: Int(piece.count)))
    }

    private mutating func write(quoted string: String) {
        var string = string
        string.withUTF8 { out.writeQuoted(UnsafeRawBufferPointer($0)) }
    }

    @inline(__always)
    private mutating func withContent(of slot: Slot, _ body: (inout DatumJSONWriter, UnsafeRawBufferPointer) -> Void) {
        storage.withContent(of: slot) { body(&self, $0) }
    }
}

extension DatumStorage {
    /// Entries of a map whose key comes again behind them.
    fileprivate func replacedEntries(_ first: Int, _ count: Int) -> Set<Int> {
        if count < 2 { return [] }
        if count <= 8 {
            var result: Set<Int> = []
            for entry in 0..<count - 1 {
                for later in entry + 1..<count where hasSameContent(slots[first + entry * 2], slots[first + later * 2]) {
                    result.insert(entry)
                }
            }
            return result
        }
        var last: [String: Int] = [:], result: Set<Int> = []
        for entry in 0..<count {
            if let earlier = last.updateValue(entry, forKey: string(slots[first + entry * 2])) { result.insert(earlier) }
        }
        return result
    }

    private func hasSameContent(_ left: Slot, _ right: Slot) -> Bool {
        left.count == right.count && withContent(of: left) { left in withContent(of: right) { left.elementsEqual($0) } }
    }
}
