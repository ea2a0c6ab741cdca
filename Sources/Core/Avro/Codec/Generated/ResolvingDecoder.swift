public import Bytes

/// Reads data of a writer's schema into generated types of another, along a plan: every read takes the value the plan's
/// current op stands for, with promotions, and `nextField` finds the next field to read.
///
/// Its callers are generated types. Like the bytes it reads it is lent for one decoding. Unsafe in one place: the plan is held by
/// who lends the decoder; `ops`, `bodies`, `tables`, `unchanged` and `defaults` are its memory, and are indexed only with
/// numbers the compiler of plans put there.
public struct ResolvingDecoder {
    /// For types whose data looks the same in both schemas.
    public var plain: BinaryDecoder
    @usableFromInline unowned(unsafe) let plan: DecodingPlan
    @usableFromInline let ops: UnsafePointer<PlanOp>
    @usableFromInline let bodies: UnsafePointer<PlanBody>
    @usableFromInline let tables: UnsafePointer<UInt32>
    @usableFromInline let unchanged: UnsafePointer<Bool>
    @usableFromInline let defaults: UnsafePointer<PlanProgram.DefaultPlan>
    @usableFromInline let pool: UnsafeRawBufferPointer
    /// The op of the value to be read next, unions resolved.
    @usableFromInline var current = PlanOp(.null)

    /// A decoder of the datum that begins where `plain` stands.
    @inlinable
    init(_ plain: BinaryDecoder, _ plan: DecodingPlan) throws(AvroDecodingError) {
        self.plain = plain
        self.plan = plan
        ops = plan.memory.ops
        bodies = plan.memory.bodies
        tables = plan.memory.tables
        unchanged = plan.memory.unchanged
        defaults = plan.memory.defaults
        pool = plan.memory.pool
        try begin(plan.memory.start)
    }

    /// Where one is among the fields of a record.
    public struct Fields {
        @usableFromInline var pc: Int
        @usableFromInline let end: Int
        /// Fields given so far.
        @usableFromInline var count = 0
        /// Where to go on once a default, or a field that is read twice, has been read.
        @usableFromInline var pending: ByteReader?

        @inlinable
        init(_ body: PlanBody) {
            pc = Int(body.start)
            end = Int(body.end)
        }
    }

    /// Whether the value to be read is a record that was written as its type reads it.
    @inlinable public var isUnchanged: Bool { current.code == .record && unchanged[Int(current.arg)] }

    /// Reads a generated type, in straight-line code where nothing has to be resolved.
    @inlinable
    public mutating func read<Value: GeneratedAvroType>(_ type: Value.Type) throws(AvroDecodingError) -> Value {
        isUnchanged ? try Value(from: &plain) : try Value(resolving: &self)
    }

    @inlinable
    public mutating func beginRecord() throws(AvroDecodingError) -> Fields {
        guard current.code == .record else { throw unexpected("a record") }
        try plain.enter()
        return Fields(bodies[Int(current.arg)])
    }

    /// The index of the reader's field that is to be read now; nil behind the last one.
    @inlinable @inline(__always)
    public mutating func nextField(_ fields: inout Fields) throws(AvroDecodingError) -> Int? {
        if fields.pending == nil {
            if fields.pc == fields.end { return nil }
            // Most fields are there, and what the writer wrote.
            if ops[fields.pc].code.isValue {
                current = ops[fields.pc]
                fields.pc &+= 1
                fields.count &+= 1
                return Int(current.slot)
            }
        }
        return try findField(&fields)
    }

    @usableFromInline @inline(never)
    mutating func findField(_ fields: inout Fields) throws(AvroDecodingError) -> Int? {
        if let reader = fields.pending {
            plain.reader = reader
            fields.pending = nil
        }
        fields.count &+= 1
        while fields.pc < fields.end {
            let op = ops[fields.pc]
            switch op.code {
            case .skipVarint:
                try plain.skipVarint()
                try plain.skip(Int(op.arg))
                fields.pc &+= 1
                continue
            case .skipLengthPrefixed:
                try plain.skip(try plain.readLength())
                try plain.skip(Int(op.arg))
                fields.pc &+= 1
                continue
            case .skipBytes:
                try plain.skip(Int(op.arg))
                fields.pc &+= 1
                continue
            case .skipOptional, .skipRecord, .skipArray, .skipMap, .skipUnion:
                var next = fields.pc &+ 1
                while next < fields.end, ops[next].code.rawValue >= PlanOp.Code.skipBytes.rawValue { next &+= 1 }
                try skip(from: fields.pc, to: next)
                fields.pc = next
                continue
            case .optional:
                try choose(op, fields.pc)
                // The other branch's op stands behind it.
                fields.pc &+= 2
                return Int(op.slot)
            case .constant, .defaultValue:
                fields.pending = plain.reader
                fields.pc &+= 1
                try beginDefault(Int(op.arg))
                return Int(op.slot)
            case .lookahead:
                fields.pending = plain.reader
                fields.pc &+= 1
                try settle(Int(bodies[Int(op.arg)].start))
                return Int(op.slot)
            case .union, .fail:
                try settle(fields.pc)
                fields.pc &+= 1
                return Int(op.slot)
            default:
                current = op
                fields.pc &+= 1
                return Int(op.slot)
            }
        }
        fields.count &-= 1
        return nil
    }

    /// - Parameter count: the fields of the type, each of which the plan has given if it is the type's.
    @inlinable
    public mutating func endRecord(_ fields: Fields, of count: Int) throws(AvroDecodingError) {
        guard fields.count == count else { throw missing(fields.count) }
        plain.leave()
    }

    /// Begins the value whose op, unions resolved, is the one at `pc`.
    @inlinable @inline(__always)
    mutating func begin(_ pc: Int) throws(AvroDecodingError) {
        if ops[pc].code.isValue { current = ops[pc] } else { try settle(pc) }
    }

    /// Follows unions to the op of the value that is there.
    @usableFromInline
    mutating func settle(_ start: Int) throws(AvroDecodingError) {
        var pc = start
        while true {
            let op = ops[pc]
            switch op.code {
            case .union:
                let branch = try plain.readIndex(below: Int(tables[Int(op.arg)]), of: "branch")
                pc = Int(bodies[Int(tables[Int(op.arg) &+ 1 &+ branch])].start)
            case .optional: return try choose(op, pc)
            case .fail: throw failure(Int(op.arg))
            default:
                current = op
                return
            }
        }
    }

    private mutating func choose(_ op: PlanOp, _ pc: Int) throws(AvroDecodingError) {
        if try plain.readIndex(below: 2, of: "branch") == Int(op.arg) {
            current = PlanOp(.null)
            current.tag = op.tag
        } else {
            try begin(pc &+ 1)
        }
    }

    /// Defaults lie in the plan's pool in the reader's schema.
    private mutating func beginDefault(_ index: Int) throws(AvroDecodingError) {
        let source = defaults[index]
        plain.reader = ByteReader(pool)
        plain.reader.position = source.offset
        try begin(Int(bodies[source.body].start))
    }

    /// Steps over values as the generic decoder does, whose code for it touches no slots.
    private mutating func skip(from start: Int, to end: Int) throws(AvroDecodingError) {
        var none = Slot(0, tag: Slot.Tag(.null))
        let result: Result<BinaryDecoder, AvroDecodingError> = withUnsafeMutablePointer(to: &none) { slot in
            var run = PlanRun(
                decoder: plain, slots: slot, capacity: 0, ops: ops, bodies: bodies, tables: tables, plan: plan)
            do throws(AvroDecodingError) {
                try run.skip(from: start, to: end)
                return .success(run.decoder)
            } catch {
                return .failure(error)
            }
        }
        plain = try result.get()
    }

    @inline(never)
    func failure(_ index: Int) -> AvroDecodingError {
        let failure = plan.program.failures[index]
        return AvroDecodingError(
            code: .unresolvable, expected: failure.expected, found: failure.found, position: plain.position)
    }

    /// The plan leads somewhere else than the type reads: its reader's schema is not the type's.
    @usableFromInline @inline(never)
    func unexpected(_ wanted: String) -> AvroDecodingError {
        AvroDecodingError(
            code: .mismatch, expected: "\(wanted) for the generated type", found: "another type in the plan's reader's schema",
            position: plain.position)
    }

    /// A field the type does not have: the plan is another type's.
    @inline(never)
    public func missing(_ field: Int) -> AvroDecodingError { unexpected("field \(field)") }

    /// The value of a field, which the plan has given if it is the type's.
    @inlinable
    public func required<Value>(_ value: consuming Value?, _ field: Int) throws(AvroDecodingError) -> Value {
        guard let value else { throw missing(field) }
        return value
    }
}
