import Bytes

/// A record, map or array in the making: the parts it has been given, as ranges of the scratch or as containers that are
/// still open.
final class EncodingFrame {
    enum Part {
        case written(Range<Int>)
        /// A container that was handed out; the key is that of a map's entry, which is not written yet.
        case open(ValueEncoder, key: String?)
    }

    let session: EncodingSession
    /// A record, map or array; never a union.
    let type: Int
    let shape: TypeShape
    private let branch: Int?
    private let start: Int
    /// Where the parts begin if they lie in order: behind the branch's index and the place of the item count.
    private let head: Int
    /// Of a record, by field; of a map or array, in order. A map's part begins with its key.
    private(set) var parts: [Part?]
    private var nextField = 0

    init(session: EncodingSession, type: Int, branch: Int?, start: Int) {
        self.session = session
        self.type = type
        self.branch = branch
        self.start = start
        shape = session.shape.types[type]
        parts = shape.kind == .record ? Array(repeating: nil, count: shape.names.count) : []
        // One byte holds an item count up to 63; as 0 it is what an empty array or map consists of.
        if shape.kind != .record { session.out.writer.write(0) }
        head = session.out.count
    }

    var kind: Slot.Kind { shape.kind }

    /// The field a key names.
    func field(_ name: String) throws -> Int {
        guard let place = shape.index(of: name, hint: nextField) else { throw ValueWalk.unknownField(name, shape) }
        nextField = place + 1
        return place
    }

    func set(_ part: Part, at field: Int) { parts[field] = part }

    func append(_ part: Part) { parts.append(part) }

    func finish() throws -> Range<Int> {
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(parts.count)
        for place in parts.indices { ranges.append(try range(of: place)) }
        guard let end = endInPlace(ranges) else { return assemble(ranges) }
        if kind == .record || ranges.isEmpty { return start..<end }
        guard ranges.count < 64, end == session.out.count else { return assemble(ranges) }
        session.out.writer.patchInteger(UInt8(ranges.count << 1), at: head - 1)
        session.out.writeBlock(count: 0)
        return start..<session.out.count
    }

    /// Where the parts end, if they lie one behind the other.
    private func endInPlace(_ ranges: [Range<Int>]) -> Int? {
        var cursor = head
        for range in ranges where !range.isEmpty {
            if range.lowerBound != cursor { return nil }
            cursor = range.upperBound
        }
        return cursor
    }

    /// Writes the parts again at the end of the scratch, in order.
    private func assemble(_ ranges: [Range<Int>]) -> Range<Int> {
        let start = session.out.count
        if let branch { session.out.writeIndex(branch) }
        if kind != .record, !ranges.isEmpty { session.out.writeBlock(count: ranges.count) }
        for range in ranges { session.append(copyOf: range) }
        if kind != .record { session.out.writeBlock(count: 0) }
        return start..<session.out.count
    }

    private func range(of place: Int) throws -> Range<Int> {
        switch parts[place] {
        case .written(let range): return range
        case .open(let encoder, let key):
            let range = try encoder.parent?.at(encoder.step ?? .item(place)) { try encoder.finish() } ?? encoder.finish()
            guard let key else { return range }
            let start = session.out.count
            session.out.write(key)
            session.append(copyOf: range)
            return start..<session.out.count
        case nil: return try missing(place)
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
