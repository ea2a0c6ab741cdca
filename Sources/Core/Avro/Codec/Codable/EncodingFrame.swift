import Bytes

/// A record, map or array in the making. As long as its parts come in the schema's order, each behind the last, it only
/// counts them; from the first that does not it keeps where each lies, and puts them in order at the end.
final class EncodingFrame {
    let session: EncodingSession
    // One task encodes, as the session says: dynamic exclusivity checks would find nothing.
    /// A record, map or array; never a union.
    @exclusivity(unchecked) private(set) var type = 0
    @exclusivity(unchecked) private(set) var shape: TypeShape
    @exclusivity(unchecked) private(set) var isRecord = true
    @exclusivity(unchecked) private var names: [String] = []
    /// Types of the record's fields, or the one of the items or values: the target's own.
    @exclusivity(unchecked) private var childTypes: UnsafePointer<Int>
    @exclusivity(unchecked) private var branch: Int?
    @exclusivity(unchecked) private var start = 0
    /// Where the parts begin: behind the branch's index and the place of the item count.
    @exclusivity(unchecked) private var head = 0

    /// Parts that lie in order from `head` to `cursor`: a record's first fields, a map's or array's first items.
    @exclusivity(unchecked) private var ordered = 0
    @exclusivity(unchecked) private var cursor = 0
    /// Further parts by place: a record's field, a map's or array's item. Shorter than there are places.
    @exclusivity(unchecked) private var further: [Part] = []
    /// Parts altogether, of a map or array.
    @exclusivity(unchecked) private(set) var count = 0
    @exclusivity(unchecked) private var nextField = 0

    private enum Part {
        case missing
        case written(Range<Int>)
        /// A container that was handed out; the key is that of a map's entry, which is not written yet.
        case open(ValueEncoder, key: String?)
    }

    init(_ session: EncodingSession) {
        self.session = session
        shape = session.shape.types[session.shape.root]
        childTypes = session.target.children
    }

    /// The type of a field, which `field` has found, or of every item or value (0).
    @inline(__always)
    func childType(_ place: Int) -> Int { childTypes[place] }

    /// Begins a value. Nothing of an earlier one is left: `end` has seen to it.
    func begin(type: Int, branch: Int?, start: Int) {
        self.type = type
        self.branch = branch
        self.start = start
        shape = session.shape.types[type]
        // One byte holds an item count up to 63; as 0 it is what an empty array or map consists of.
        isRecord = shape.kind == .record
        names = shape.names
        childTypes = session.target.children + session.target.firstChild[type]
        if !isRecord { session.out.writer.write(0) }
        head = session.out.count
        cursor = head
    }

    func end() {
        ordered = 0
        further.removeAll(keepingCapacity: true)
        count = 0
        nextField = 0
    }

    func has(_ name: String) -> Bool { shape.index(of: name, hint: nextField) != nil }

    /// The field a key names.
    func field(_ name: String) throws -> Int {
        var place = nextField
        if place >= names.count || names[place] != name {
            guard let found = shape.index(of: name) else { throw ValueWalk.unknownField(name, shape) }
            place = found
        }
        nextField = place + 1
        if place < ordered || !further.isEmpty && isTaken(place) {
            throw AvroEncodingError(expected: "each field once", found: "field \"\(name)\" again")
        }
        return place
    }

    /// Takes field `place`, or the next item or entry, which has been written to `range`.
    func take(_ range: Range<Int>, at place: Int) {
        count += 1
        if place == ordered, range.isEmpty || range.lowerBound == cursor {
            ordered += 1
            cursor = max(cursor, range.upperBound)
        } else {
            keep(.written(range), at: place)
        }
    }

    /// Takes a container that is filled later.
    func take(open encoder: ValueEncoder, at place: Int, key: String? = nil) {
        count += 1
        keep(.open(encoder, key: key), at: place)
    }

    private func keep(_ part: Part, at place: Int) {
        while further.count <= place { further.append(.missing) }
        further[place] = part
    }

    private func isTaken(_ place: Int) -> Bool {
        guard place < further.count else { return false }
        if case .missing = further[place] { return false }
        return true
    }

    /// `owner` knows the way here, for errors.
    func finish(_ owner: ValueEncoder) throws -> Range<Int> {
        let total = isRecord ? shape.names.count : count
        if isRecord, ordered == total { return start..<cursor }
        var parts: [Range<Int>] = []
        for place in ordered..<total {
            let range = try range(of: place, owner)
            if parts.isEmpty, range.isEmpty || range.lowerBound == cursor {
                cursor = max(cursor, range.upperBound)
            } else {
                parts.append(range)
            }
        }
        if !parts.isEmpty { return assemble(parts, total) }
        if shape.kind == .record || total == 0 { return start..<cursor }
        guard total < 64, cursor == session.out.count else { return assemble([], total) }
        session.out.writer.patchInteger(UInt8(total << 1), at: head - 1)
        session.out.writeBlock(count: 0)
        return start..<session.out.count
    }

    /// Writes everything again at the end of the scratch, in order.
    private func assemble(_ parts: [Range<Int>], _ total: Int) -> Range<Int> {
        let start = session.out.count
        if let branch { session.out.writeIndex(branch) }
        if shape.kind != .record { session.out.writeBlock(count: total) }
        session.append(copyOf: head..<cursor)
        for part in parts { session.append(copyOf: part) }
        if shape.kind != .record { session.out.writeBlock(count: 0) }
        return start..<session.out.count
    }

    private func range(of place: Int, _ owner: ValueEncoder) throws -> Range<Int> {
        switch place < further.count ? further[place] : .missing {
        case .written(let range): return range
        case .open(let encoder, let key):
            let range: Range<Int>
            do {
                range = try encoder.finish()
            } catch let error as AvroEncodingError {
                throw error.inside(owner.step(encoder.key))
            }
            guard let key else { return range }
            let start = session.out.count
            session.out.write(key)
            session.append(copyOf: range)
            return start..<session.out.count
        case .missing: return try missing(place)
        }
    }

    /// A field the Swift type does not give: its default, or null.
    private func missing(_ place: Int) throws -> Range<Int> {
        let start = session.out.count
        let fieldType = shape.children[place]
        if let bytes = session.target.defaults[type][place] {
            session.out.writeFixed(bytes)
        } else if session.shape.types[fieldType].kind == .union, let null = session.shape.nullBranch(fieldType) {
            session.out.writeIndex(null)
        } else if session.shape.types[fieldType].kind != .null {
            throw AvroEncodingError(
                path: AvroPath(steps: [.field(shape.names[place])]),
                expected: "\(session.shape.wording(fieldType)) and has no default", found: "nothing from the Swift type")
        }
        return start..<session.out.count
    }
}
