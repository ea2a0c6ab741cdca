/// One step of a decoding plan, 16 bytes. Writer's bytes go in, the reader's slot comes out.
@usableFromInline
struct PlanOp: BitwiseCopyable, Sendable {
    @usableFromInline
    enum Code: UInt8, BitwiseCopyable, Sendable {
        // The value as it is, into `slot` with `tag`.
        case null, boolean, int, long, float, double, bytes, string
        /// arg: bytes.
        case fixed
        /// arg: symbols; the writer's index is the reader's.
        case enumeration
        /// arg: table of count, then the reader's index for each of the writer's, or `PlanOp.none`.
        case mappedEnumeration
        /// arg: body of the fields.
        case record
        /// arg: body of one item, of one value.
        case array, map
        // Promotions; int to long needs none.
        case intToFloat, intToDouble, longToFloat, longToDouble, floatToDouble
        /// arg: table of count, then a body for each of the writer's branches.
        case union
        /// arg: the branch that is null. Null sets `slot` and jumps over the next op, the other branch goes on with it.
        case optional
        /// arg: default. A value that the writer's schema does not have.
        case constant, defaultValue
        /// arg: body. Decodes, then goes back: a writer's field that two reader's fields take.
        case lookahead
        /// arg: failure. The writer's branch has nothing it can be read as.
        case fail

        // Steps over writer's values that the reader does not have.
        /// arg: bytes.
        case skipBytes
        /// arg: bytes behind it that are skipped too.
        case skipVarint, skipLengthPrefixed
        /// arg: the branch that is null, which jumps over the next op.
        case skipOptional
        /// arg: body.
        case skipRecord, skipArray, skipMap
        /// arg: table of count, then a body for each branch.
        case skipUnion

        /// The value itself: no union, no default, nothing to step over.
        @inlinable var isValue: Bool { rawValue < Code.union.rawValue }
    }

    @usableFromInline var slot: UInt32
    @usableFromInline var tag: Slot.Tag
    @usableFromInline var arg: UInt32
    @usableFromInline var code: Code

    init(_ code: Code, slot: Int = 0, tag: Slot.Tag = Slot.Tag(.null), arg: Int = 0) {
        self.code = code
        self.slot = UInt32(slot)
        self.tag = tag
        // Only the size of a fixed can be larger; no datum has room for one.
        self.arg = UInt32(clamping: arg)
    }

    /// No symbol of the reader's stands for the writer's.
    static let none = UInt32.max
}

/// A run of ops that decodes one record, or one item, value or branch.
@usableFromInline
struct PlanBody: BitwiseCopyable, Sendable {
    @usableFromInline var start: UInt32
    @usableFromInline var end: UInt32
    /// Slots of a record's fields.
    var slotCount: UInt32
    /// The fewest bytes the value takes in the writer's schema.
    var minBytes: UInt32
}
