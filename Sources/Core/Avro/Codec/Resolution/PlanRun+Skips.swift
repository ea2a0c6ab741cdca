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
        // A copy that stays in a register; the decoder gets it back wherever it goes on by itself.
        var position = decoder.reader.position
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
                    if place == count { break }
                    pc = start
                }
                if keyed, pc == start {
                    if let next = Self.behindShortContent(bytes, position, extra: 0) {
                        position = next
                    } else {
                        decoder.reader.position = position
                        try decoder.skip(try decoder.readLength())
                        position = decoder.reader.position
                    }
                }
                let op = ops[pc]
                switch op.code {
                case .skipBytes:
                    let next = position &+ Int(op.arg)
                    if next <= bytes.count {
                        position = next
                        pc &+= 1
                        continue
                    }
                case .skipVarint:
                    // In bounds: two bytes are left. Most varints of real data end within them.
                    if position &+ 2 <= bytes.count {
                        let length = bytes[position] < 0x80 ? 1 : bytes[position &+ 1] < 0x80 ? 2 : 0
                        let next = position &+ length &+ Int(op.arg)
                        if length > 0, next <= bytes.count {
                            position = next
                            pc &+= 1
                            continue
                        }
                    }
                case .skipLengthPrefixed:
                    if let next = Self.behindShortContent(bytes, position, extra: Int(op.arg)) {
                        position = next
                        pc &+= 1
                        continue
                    }
                default: break
                }
                decoder.reader.position = position
                if try skipThoroughly(op) { pc &+= 1 }
                position = decoder.reader.position
                pc &+= 1
            }
            decoder.reader.position = position
        } catch {
            throw located(error, at: plan.program.labels[pc])
        }
    }

    /// Where content ends whose length is one byte, its sign in the lowest bit, and `extra` bytes behind it; nil if not all of
    /// that is there.
    @inline(__always)
    private static func behindShortContent(_ bytes: UnsafeRawBufferPointer, _ position: Int, extra: Int) -> Int? {
        guard position < bytes.count, bytes[position] & 0x81 == 0 else { return nil }
        let next = position &+ 1 &+ Int(bytes[position] >> 1) &+ extra
        return next <= bytes.count ? next : nil
    }

    /// One op, whatever it meets.
    /// - Returns: whether the next op is jumped over.
    @inline(never)
    private mutating func skipThoroughly(_ op: PlanOp) throws(AvroDecodingError) -> Bool {
        switch op.code {
        case .skipBytes: try decoder.skip(Int(op.arg))
        case .skipVarint:
            try skipLongVarint()
            try decoder.skip(Int(op.arg))
        case .skipLengthPrefixed:
            try decoder.skip(try decoder.readLength())
            try decoder.skip(Int(op.arg))
        case .skipOptional: return try decoder.readIndex(below: 2, of: "branch") == Int(op.arg)
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
        return false
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
