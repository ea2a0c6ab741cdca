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
        // Copies that stay in registers; the decoder gets its position back wherever it goes on by itself.
        var position = decoder.reader.position
        var pc = start, item = place
        do throws(AvroDecodingError) {
            while item < count {
                if keyed {
                    if let next = Self.behindShortContent(bytes, position, extra: 0) {
                        position = next
                    } else {
                        decoder.reader.position = position
                        try decoder.skip(try decoder.readLength())
                        position = decoder.reader.position
                    }
                }
                while pc < end {
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
                        // Most varints of real data are a byte long.
                        if position < bytes.count, bytes[position] < 0x80, position &+ 1 &+ Int(op.arg) <= bytes.count {
                            position &+= 1 &+ Int(op.arg)
                            pc &+= 1
                            continue
                        }
                        if let next = Self.behindVarint(bytes, position, extra: Int(op.arg)) {
                            position = next
                            pc &+= 1
                            continue
                        }
                    case .skipLengthPrefixed:
                        if let next = Self.behindShortContent(bytes, position, extra: Int(op.arg)) {
                            position = next
                            pc &+= 1
                            continue
                        }
                    case .skipOptional:
                        // Branches 0 and 1 are the bytes 0 and 2.
                        if position < bytes.count, bytes[position] & 0xfd == 0 {
                            pc &+= Int(bytes[position] >> 1) == Int(op.arg) ? 2 : 1
                            position &+= 1
                            continue
                        }
                    case .skipArray, .skipMap:
                        decoder.reader.position = position
                        try skipBlocks(Int(op.arg), keyed: op.code == .skipMap)
                        position = decoder.reader.position
                        pc &+= 1
                        continue
                    default: break
                    }
                    decoder.reader.position = position
                    if try skipThoroughly(op) { pc &+= 1 }
                    position = decoder.reader.position
                    pc &+= 1
                }
                pc = start
                item &+= 1
            }
            decoder.reader.position = position
            place = item
        } catch {
            place = item
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

    /// Where a varint of up to eight bytes ends, and `extra` bytes behind it; nil if not all of that is there.
    @inline(__always)
    private static func behindVarint(_ bytes: UnsafeRawBufferPointer, _ position: Int, extra: Int) -> Int? {
        guard position < bytes.count, bytes.count >= 8 else { return nil }
        // In bounds: there are eight bytes. Near the end they are the last eight, and those before the varint are shifted out.
        let from = min(position, bytes.count &- 8)
        let last = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: from, as: UInt64.self))
        let word = last &>> UInt64(8 &* (position &- from))
        // It ends with the first byte that has no high bit.
        let ends = ~word & 0x8080_8080_8080_8080
        let next = position &+ ends.trailingZeroBitCount &>> 3 &+ 1 &+ extra
        return ends != 0 && next <= bytes.count ? next : nil
    }

    /// One op, whatever it meets.
    /// - Returns: whether the next op is jumped over.
    @inline(never)
    private mutating func skipThoroughly(_ op: PlanOp) throws(AvroDecodingError) -> Bool {
        switch op.code {
        case .skipBytes: try decoder.skip(Int(op.arg))
        case .skipVarint:
            try decoder.skipVarint()
            try decoder.skip(Int(op.arg))
        case .skipLengthPrefixed:
            try decoder.skip(try decoder.readLength())
            try decoder.skip(Int(op.arg))
        case .skipOptional: return try decoder.readIndex(below: 2, of: "branch") == Int(op.arg)
        case .skipRecord:
            try decoder.enter()
            try skip(Int(op.arg))
            decoder.leave()
        case .skipUnion:
            let branch = try decoder.readIndex(below: Int(tables[Int(op.arg)]), of: "branch")
            try skip(Int(tables[Int(op.arg) &+ 1 &+ branch]))
        default: preconditionFailure("the compiler of plans steps over values with no other ops")
        }
        return false
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
