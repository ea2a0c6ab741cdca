import Bytes

/// One execution of a plan over one datum, filling slots.
///
/// Unsafe in four places, each with its bound: `plan` is its caller's, which outlives the run; `ops`, `bodies` and `tables` are indexed only with numbers the compiler
/// of plans put there; `slots` is indexed below `slotCount`, which `allocate` keeps at or under `capacity`.
struct PlanRun {
    var decoder: BinaryDecoder
    var slots: UnsafeMutablePointer<Slot>
    var capacity: Int
    var slotCount = 0
    let ops: UnsafePointer<PlanOp>
    let bodies: UnsafePointer<PlanBody>
    let tables: UnsafePointer<UInt32>
    /// Held by whoever runs it, for as long as the run takes: no reference count for it.
    unowned(unsafe) let plan: DecodingPlan
    /// Set while a default is read: its views point into the plan's pool.
    var origin: UInt32 = 0

    /// Takes `count` slots at the end and says where they begin. Every one of them is written by the ops that follow.
    @inline(__always)
    mutating func allocate(_ count: Int) throws(AvroDecodingError) -> Int {
        let start = slotCount
        if capacity &- start < count { try grow(by: count) }
        slotCount = start &+ count
        return start
    }

    @inline(never)
    mutating func grow(by count: Int) throws(AvroDecodingError) {
        let needed = slotCount + count
        guard needed <= decoder.limits.maxValues else {
            throw .limit("at most \(decoder.limits.maxValues) values", found: "more", at: decoder.position)
        }
        let larger = min(max(capacity * 2, needed), max(decoder.limits.maxValues, needed))
        try decoder.charge((larger - capacity) * MemoryLayout<Slot>.stride)
        let moved = UnsafeMutablePointer<Slot>.allocate(capacity: larger)
        moved.update(from: slots, count: slotCount)
        slots.deallocate()
        slots = moved
        capacity = larger
    }

    @inline(__always)
    mutating func store(_ op: PlanOp, _ base: Int, _ word: UInt64, count: Int = 0) {
        slots[base &+ Int(op.slot)] = Slot(word, count: UInt32(truncatingIfNeeded: count), tag: op.tag)
    }

    /// Like `store`, for content that lies in the input or the pool.
    @inline(__always)
    mutating func storeView(_ op: PlanOp, _ base: Int, _ range: Range<Int>) {
        var tag = op.tag
        tag.bits |= origin
        slots[base &+ Int(op.slot)] = Slot(UInt64(range.lowerBound), count: UInt32(truncatingIfNeeded: range.count), tag: tag)
    }

    /// Runs `body`, whose slots begin at `base`.
    mutating func run(_ body: Int, _ base: Int) throws(AvroDecodingError) {
        try run(from: Int(bodies[body].start), to: Int(bodies[body].end), base)
    }

    mutating func run(from start: Int, to end: Int, _ base: Int) throws(AvroDecodingError) {
        var pc = start
        do throws(AvroDecodingError) {
            while pc < end {
                let op = ops[pc]
                switch op.code {
                case .null: store(op, base, 0)
                case .boolean: store(op, base, try decoder.readBoolean() ? 1 : 0)
                case .int: store(op, base, UInt64(bitPattern: Int64(try decoder.readInt())))
                case .long: store(op, base, UInt64(bitPattern: try decoder.readLong()))
                case .float: store(op, base, UInt64(try decoder.readFloat().bitPattern))
                case .double: store(op, base, try decoder.readDouble().bitPattern)
                case .string: storeView(op, base, try decoder.readStringRange())
                case .bytes: storeView(op, base, try decoder.skipFixed(try decoder.readLength()))
                case .fixed: storeView(op, base, try decoder.skipFixed(Int(op.arg)))
                case .enumeration: store(op, base, UInt64(try decoder.readIndex(below: Int(op.arg))))
                case .mappedEnumeration: try runMappedEnumeration(op, base)
                case .record:
                    let fields = Int(bodies[Int(op.arg)].slotCount)
                    try decoder.enter()
                    let first = try allocate(fields)
                    store(op, base, UInt64(first), count: fields)
                    try run(Int(op.arg), first)
                    decoder.leave()
                case .array: try runArray(op, base)
                case .map: try runMap(op, base)
                case .intToFloat: store(op, base, UInt64(Float(try decoder.readInt()).bitPattern))
                case .intToDouble: store(op, base, Double(try decoder.readInt()).bitPattern)
                case .longToFloat: store(op, base, UInt64(Float(try decoder.readLong()).bitPattern))
                case .longToDouble: store(op, base, Double(try decoder.readLong()).bitPattern)
                case .floatToDouble: store(op, base, Double(try decoder.readFloat()).bitPattern)
                case .union:
                    let branch = try decoder.readIndex(below: Int(tables[Int(op.arg)]), of: "branch")
                    try run(Int(tables[Int(op.arg) &+ 1 &+ branch]), base &+ Int(op.slot))
                case .optional:
                    if try decoder.readIndex(below: 2, of: "branch") == Int(op.arg) {
                        store(op, base, 0)
                        pc &+= 1
                    }
                case .constant: try runConstant(op, base)
                case .defaultValue: try runDefault(op, base)
                case .lookahead:
                    let before = decoder
                    try run(Int(op.arg), base &+ Int(op.slot))
                    decoder.reader = before.reader
                case .fail: throw failure(Int(op.arg))
                case .skipBytes, .skipVarint, .skipLengthPrefixed, .skipOptional, .skipRecord, .skipArray, .skipMap, .skipUnion:
                    // All that follow one another at once.
                    var next = pc &+ 1
                    while next < end, ops[next].code.rawValue >= PlanOp.Code.skipBytes.rawValue { next &+= 1 }
                    try skip(from: pc, to: next)
                    pc = next &- 1
                }
                pc &+= 1
            }
        } catch {
            throw located(error, at: plan.program.labels[pc])
        }
    }

    @inline(never)
    func located(_ error: AvroDecodingError, at step: AvroPath.Step?) -> AvroDecodingError {
        guard let step else { return error }
        var error = error
        error.path.prepend(step)
        return error
    }

    @inline(never)
    func failure(_ index: Int) -> AvroDecodingError {
        let failure = plan.program.failures[index]
        return AvroDecodingError(
            code: .unresolvable, expected: failure.expected, found: failure.found, position: decoder.position)
    }
}
