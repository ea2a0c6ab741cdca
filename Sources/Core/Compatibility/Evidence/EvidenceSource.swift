internal import JSONText

/// What a schema language knows of its findings, for one pair of versions.
protocol EvidenceSource {
    init?(new: WrittenSchema, old: WrittenSchema)

    /// What stands at the finding's places, where that takes the texts to say.
    func pointers(of finding: SchemaFinding) -> (new: String?, old: String?)

    /// The parts of the texts to show, where they are not those at the finding's places.
    func fragments(of finding: SchemaFinding) -> (before: TextRange?, after: TextRange?)

    /// A record that breaks, run through the real decoder, or why there is none. Bounded in time.
    mutating func proof(of finding: SchemaFinding) -> FindingProof

    /// Changes of the new text that may help, best first; they are tried before anyone sees them.
    mutating func proposals(for finding: SchemaFinding) -> [FixProposal]

    /// The new text after a change, with the same references; nil if it is no schema.
    func schema(parsing text: String) -> ComparableSchema?
}

extension EvidenceSource {
    func fragments(of finding: SchemaFinding) -> (before: TextRange?, after: TextRange?) { (nil, nil) }
}

enum FindingProof {
    case witness(FindingWitness)
    /// Nothing breaks on the wire, and why.
    case harmless(String)
    /// The search ended at one of its bounds.
    case unknown
}

/// Edits of a text, not tried yet.
package struct FixProposal: Sendable, Hashable {
    /// An imperative phrase: `give it a default`.
    package var title: String
    package var edits: [FindingFix.Edit]

    package init(_ title: String, _ edits: [FindingFix.Edit]) {
        self.title = title
        self.edits = edits
    }

    /// The fix with the whole text after its edits; nil if they overlap.
    package func fix(of text: String) -> FindingFix? {
        let sorted = edits.sorted { $0.range.start.byteOffset < $1.range.start.byteOffset }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var end = 0
        for edit in sorted {
            let range = edit.range.start.byteOffset..<edit.range.end.byteOffset
            guard range.lowerBound >= end, range.upperBound <= bytes.count else { return nil }
            result += bytes[end..<range.lowerBound]
            result += edit.text.utf8
            end = range.upperBound
        }
        result += bytes[end...]
        return FindingFix(title: title, edits: sorted, text: String(decoding: result, as: UTF8.self))
    }
}
