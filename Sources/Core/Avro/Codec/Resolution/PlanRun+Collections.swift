import Bytes

extension PlanRun {
    /// Items lie one after the other, whatever blocks they came in: when a further block does not fit behind the last
    /// one, the items' own slots move to a run of twice the size. What they contain stays where it is.
    mutating func runArray(_ op: PlanOp, _ base: Int) throws(AvroDecodingError) {
        let item = Int(op.arg)
        let minBytes = Int(bodies[item].minBytes)
        var start = slotCount
        var count = 0
        var room = 0
        try decoder.enter()
        while true {
            let block = try decoder.readBlock(minItemBytes: minBytes)
            if block.count == 0 { break }
            start = try makeRoom(for: block.count, after: count, at: start, room: &room)
            let end = count + block.count
            do throws(AvroDecodingError) {
                while count < end {
                    try run(item, start &+ count)
                    count &+= 1
                }
                try decoder.finish(block)
            } catch {
                throw located(error, at: .item(count))
            }
        }
        decoder.leave()
        store(op, base, UInt64(start), count: count)
    }

    mutating func runMap(_ op: PlanOp, _ base: Int) throws(AvroDecodingError) {
        let value = Int(op.arg)
        // A key takes at least the byte of its length.
        let minBytes = Int(bodies[value].minBytes) + 1
        var start = slotCount
        var count = 0
        var room = 0
        try decoder.enter()
        while true {
            let block = try decoder.readBlock(minItemBytes: minBytes)
            if block.count == 0 { break }
            start = try makeRoom(for: block.count * 2, after: count * 2, at: start, room: &room)
            let end = count + block.count
            while count < end {
                let place = start &+ count &* 2
                do throws(AvroDecodingError) {
                    storeView(PlanOp(.string, tag: Slot.Tag(.string)), place, try decoder.readStringRange())
                } catch {
                    throw located(error, at: .item(count))
                }
                do throws(AvroDecodingError) {
                    try run(value, place &+ 1)
                } catch {
                    throw located(error, at: .key(key(at: place)))
                }
                count &+= 1
            }
            try decoder.finish(block)
        }
        decoder.leave()
        store(op, base, UInt64(start), count: count)
    }

    /// Makes room for `more` slots after `used` ones at `start`; returns where the run begins now.
    mutating func makeRoom(
        for more: Int, after used: Int, at start: Int, room: inout Int
    ) throws(AvroDecodingError) -> Int {
        if used + more <= room { return start }
        room = used == 0 ? more : max(room * 2, used + more)
        let moved = try allocate(room)
        // In bounds: both runs lie below `slotCount`, and the new one begins behind the old.
        if used > 0 { (slots + moved).update(from: slots + start, count: used) }
        // Unused slots of the run are never looked at, as the array says how many it has.
        return moved
    }

    private func key(at place: Int) -> String {
        let slot = slots[place]
        let range = Int(slot.word)..<Int(slot.word) + Int(slot.count)
        return String(decoding: UnsafeRawBufferPointer(rebasing: decoder.reader.bytes[range]), as: UTF8.self)
    }

    mutating func runMappedEnumeration(_ op: PlanOp, _ base: Int) throws(AvroDecodingError) {
        let table = Int(op.arg)
        let position = decoder.position
        let index = try decoder.readIndex(below: Int(tables[table]))
        let symbol = tables[table &+ 1 &+ index]
        // High values are failures: the reader's enum has neither the symbol nor a default.
        if symbol >= PlanOp.firstFailure {
            var error = failure(Int(PlanOp.none - symbol))
            error.position = position
            throw error
        }
        store(op, base, UInt64(symbol))
    }

    @inline(__always)
    mutating func runConstant(_ op: PlanOp, _ base: Int) throws(AvroDecodingError) {
        guard let constant = plan.program.defaults[Int(op.arg)].constant else { return try runDefault(op, base) }
        slots[base &+ Int(op.slot)] = constant
    }

    /// Reads a default from the plan's pool as if it stood in the input.
    mutating func runDefault(_ op: PlanOp, _ base: Int) throws(AvroDecodingError) {
        let source = plan.program.defaults[Int(op.arg)]
        let outer = decoder.reader
        let outerOrigin = origin
        let result: Result<Void, AvroDecodingError> = plan.program.pool.withUnsafeBytes { pool in
            var reader = ByteReader(pool)
            reader.position = source.offset
            decoder.reader = reader
            origin = Slot.Tag.pool
            do throws(AvroDecodingError) {
                return .success(try run(source.body, base &+ Int(op.slot)))
            } catch {
                return .failure(error)
            }
        }
        decoder.reader = outer
        origin = outerOrigin
        try result.get()
    }
}

extension PlanOp {
    /// Enum tables hold indices of the reader's symbols below this, and `none` minus a failure's index from it on.
    static let firstFailure = UInt32(1 << 31)
}
