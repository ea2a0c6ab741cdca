package import JSONText

/// What a finding means for whoever asked.
package enum FindingLevel: String, Sendable, Comparable {
    case note, warning, error

    package static func < (left: FindingLevel, right: FindingLevel) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .note: 0
        case .warning: 1
        case .error: 2
        }
    }
}

/// A place in one of the two texts.
package struct FindingPlace: Sendable, Hashable {
    package enum Side: String, Sendable { case old, new }

    package var side: Side
    /// What stands there: a JSON pointer into an Avro schema, `Message.field` of a Protobuf one.
    package var pointer: String
    /// Nil where that part came from a reference or from a descriptor without text.
    package var range: TextRange?

    package init(side: Side, pointer: String, range: TextRange?) {
        self.side = side
        self.pointer = pointer
        self.range = range
    }
}

/// A record that proves a break: written with the writer's schema, it cannot be read with the reader's, or is read wrongly.
package struct FindingWitness: Sendable, Hashable {
    /// As the writer encodes it.
    package var data: [UInt8]
    /// The message's full name; nil for Avro.
    package var type: String?
    /// The same record as JSON of the writer's schema: the Avro specification's encoding, or ProtoJSON.
    package var json: String
    /// What came of reading it, as a sentence without its full stop.
    package var outcome: String

    package init(data: [UInt8], type: String?, json: String, outcome: String) {
        self.data = data
        self.type = type
        self.json = json
        self.outcome = outcome
    }
}

/// A change of the new text after which the finding is gone and none has come in its place.
package struct FindingFix: Sendable, Hashable {
    package struct Edit: Sendable, Hashable {
        /// In the new text; empty for an insertion.
        package var range: TextRange
        package var text: String

        package init(range: TextRange, text: String) {
            self.range = range
            self.text = text
        }
    }

    /// What it does, as an imperative phrase: `give it a default`.
    package var title: String
    /// None overlaps another; in the order of the text.
    package var edits: [Edit]
    /// The whole repaired schema.
    package var text: String
    /// Whether data, JSON, generated code or other files change with it, as its title then says: nobody applies it unasked.
    package var changesContract = false

    package init(title: String, edits: [Edit], text: String) {
        self.title = title
        self.edits = edits
        self.text = text
    }
}
