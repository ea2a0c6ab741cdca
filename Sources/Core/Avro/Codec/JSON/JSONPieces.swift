import JSONText

/// The parts of JSON texts that a schema says beforehand: names of fields with their punctuation, symbols, tags of unions. Flat,
/// so that a writer copies bytes and counts no references.
struct JSONPieces: Sendable {
    /// By type index.
    let types: [TypePieces]
    /// Types of fields, branches, items and values.
    let children: [UInt32]
    let pieces: [Piece]
    let text: [UInt8]

    struct TypePieces {
        var kind: Slot.Kind
        /// Written as text in people's form, where the value has one.
        var isLogical: Bool
        /// Of a union: two branches look alike in people's form; one of them is written as text; a number, a name and an
        /// object of that one member could be taken for each other.
        var needsTags = false
        var hasText = false
        var firstChild: UInt32
        var childCount: UInt32
        /// Of a record: `{"a":`, then `,"b":` …; of an enum: `"A"`, `"B"` …
        var firstPiece: UInt32
        /// `{"name":`, which a value of a union is put behind.
        var tag: UInt32
    }

    struct Piece {
        var start: UInt32
        var count: UInt32
    }

    init(_ shape: SchemaShape) {
        var types: [TypePieces] = [], children: [UInt32] = [], pieces: [Piece] = [], text: [UInt8] = []
        func add(_ piece: String) -> UInt32 {
            pieces.append(Piece(start: UInt32(text.count), count: UInt32(piece.utf8.count)))
            text += piece.utf8
            return UInt32(pieces.count - 1)
        }
        for (index, type) in shape.types.enumerated() {
            let firstPiece = UInt32(pieces.count)
            for (place, name) in type.names.enumerated() {
                let quoted = JSONPrinter.quoted(name)
                _ = add(type.kind == .enumeration ? quoted : "\(place == 0 ? "{" : ",")\(quoted):")
            }
            let tag = add("{\(JSONPrinter.quoted(type.name)):")
            types.append(
                TypePieces(
                    kind: type.kind, isLogical: type.logicalType != nil, needsTags: type.kind == .union && shape.needsTags(index),
                    hasText: type.kind == .union && shape.hasText(index), firstChild: UInt32(children.count),
                    childCount: UInt32(type.children.count), firstPiece: firstPiece, tag: tag))
            children += type.children.map { UInt32($0) }
        }
        (self.types, self.children, self.pieces, self.text) = (types, children, pieces, text)
    }
}
