import Bytes

/// Stepping over values touches no slots, and bodies for it have no other ops: a loop of its own is small and quick.
extension PlanRun {
    mutating func skip(_ body: Int) throws(AvroDecodingError) {
        try skip(from: Int(bodies[body].start), to: Int(bodies[body].end))
    }

    /// Runs the ops once.
    mutating func skip(from start: Int, to end: Int) throws(AvroDecodingError) {
        var place = 0
        try skip(from: start, to: end, upTo: 1, keyed: false, &place)
    }

    /// Runs the ops for items or entries up to `count`, without a call for each; `place` says which one it is at.
    private mutating func skip(
        from start: Int, to end: Int, upTo count: Int, keyed: Bool, _ place: inout Int
    ) throws(AvroDecodingError) {
        let bytes = decoder.reader.bytes
        var pc = start
        do throws(AvroDecodingError) {
            if start == end {
                // Values without bytes; their keys have some.
                while keyed, place < count {
                    try decoder.skip(try decoder.readLength())
                    place &+= 1
                }
                return
            }
            while true {
                if pc >= end {
                    place &+= 1
                    if place == count { return }
                    pc = start
                }
                if keyed, pc == start { try decoder.skip(try decoder.readLength()) }
                let op = ops[pc]
                switch op.code {
                case .skipBytes: try decoder.skip(Int(op.arg))
                case .skipVarint:
                    // In bounds: a byte is left. Most varints of real data are one or two bytes long.
                    let position = decoder.reader.position
                    if position &+ 2 <= bytes.count {
                        if bytes[position] < 0x80 {
                            decoder.reader.position = position &+ 1
                        } else if bytes[position &+ 1] < 0x80 {
                            decoder.reader.position = position &+ 2
                        } else {
                            try skipLongVarint()
                        }
                    } else {
                        try decoder.skipVarint()
                    }
                    if op.arg > 0 { try decoder.skip(Int(op.arg)) }
                case .skipLengthPrefixed:
                    // A length of one byte, its sign in the lowest bit, and what it says and `arg` on top are there.
                    let position = decoder.reader.position
                    if position < bytes.count, bytes[position] & 0x81 == 0,
                        position &+ 1 &+ Int(bytes[position] >> 1) &+ Int(op.arg) <= bytes.count
                    {
                        decoder.reader.position = position &+ 1 &+ Int(bytes[position] >> 1) &+ Int(op.arg)
                    } else {
                        try decoder.skip(try decoder.readLength())
                        try decoder.skip(Int(op.arg))
                    }
                case .skipOptional: if try decoder.readIndex(below: 2, of: "branch") == Int(op.arg) { pc &+= 1 }
                case .skipRecord:
                    try decoder.enter()
                    try skip(Int(op.arg))
                    decoder.leave()
                case .skipArray: try skipBlocks(Int(op.arg), keyed: false)
                case .skipMap: try skipBlocks(Int(op.arg), keyed: true)
                case .skipUnion:
                    let branch = try decoder.readIndex(below: Int(tables[Int(op.arg)]), of: "branch")
                    try skip(Int(tables[Int(op.arg) &+ 1 &+ branch]))
                default: preconditionFailure("the compiler of plans steps over values with no other ops")
                }
                pc &+= 1
            }
        } catch {
            throw located(error, at: plan.program.labels[pc])
        }
    }

    /// Eight bytes at once: the varint ends with the first that has no high bit.
    @inline(__always)
    private mutating func skipLongVarint() throws(AvroDecodingError) {
        let position = decoder.reader.position
        guard position &+ 8 <= decoder.reader.bytes.count else { return try decoder.skipVarint() }
        // In bounds: eight bytes are left.
        let word = UInt64(littleEndian: decoder.reader.bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        let ends = ~word & 0x8080_8080_8080_8080
        if ends == 0 { return try decoder.skipVarint() }
        decoder.reader.position = position &+ ends.trailingZeroBitCount / 8 &+ 1
    }

    private mutating func skipBlocks(_ item: Int, keyed: Bool) throws(AvroDecodingError) {
        let body = bodies[item]
        let minBytes = Int(body.minBytes) + (keyed ? 1 : 0)
        try decoder.enter()
        while true {
            let block = try decoder.readBlock(minItemBytes: minBytes)
            if block.count == 0 { break }
            if decoder.skip(block) { continue }
            var index = 0
            do throws(AvroDecodingError) {
                try skip(from: Int(body.start), to: Int(body.end), upTo: block.count, keyed: keyed, &index)
            } catch {
                throw located(error, at: .item(index))
            }
        }
        decoder.leave()
    }
}
