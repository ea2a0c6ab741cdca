internal import Avro
internal import JSONText

/// What may repair a mismatch by a change of the new text. Proposals that do not parse or help are found out by trying.
struct AvroFixes {
    let new: AvroText
    let old: AvroText
    /// Whether the new schema is the reader's.
    let isBackward: Bool

    private static let maxNesting = 3

    func proposals(for mismatch: AvroMismatch) -> [FixProposal] { proposals(for: mismatch, nesting: 0) }

    private func proposals(for mismatch: AvroMismatch, nesting: Int) -> [FixProposal] {
        let (newType, oldType) =
            isBackward ? (mismatch.pair.reader, mismatch.pair.writer) : (mismatch.pair.writer, mismatch.pair.reader)
        let (newPlace, oldPlace) =
            isBackward ? (mismatch.readerPlace, mismatch.writerPlace) : (mismatch.writerPlace, mismatch.readerPlace)
        switch mismatch.problem {
        case .fieldMissing(let field, _), .enumFieldMissing(let field, _, _, _):
            return isBackward ? added(field, in: newType, old: oldType) : removed(field, from: newType, old: oldType)
        case .typeMismatch:
            guard case .branch(let index)? = mismatch.route.last else {
                return restored(newPlace, oldPlace, oldType, orBoth: isBackward)
            }
            // The writer's type is a union, of which this is a branch.
            return isBackward
                ? union(with: oldType, at: index, in: old).flatMap { restored(newPlace, old.schema[$0].place, $0, orBoth: false) }
                : union(with: newType, at: index, in: new).flatMap { restored(new.schema[$0].place, oldPlace, oldType, orBoth: false) }
                    + removedBranch(index, newType)
        case .nameMismatch: return renamed(newType, oldType)
        case .enumSymbolsMissing(let symbols, _): return isBackward ? lost(symbols, newType) : gained(symbols, newType)
        case .fixedSizeMismatch: return sized(newType, oldType)
        case .fieldAmbiguous(let field, let candidates, _):
            return isBackward ? ambiguous(field, candidates, in: newType) : surplus(field, candidates, in: newType)
        case .unionBranchMissing: return branch(mismatch, newType, oldType, newPlace, oldPlace, nesting)
        case .tooLarge: return []
        }
    }

    /// The new union lacks a branch, or the old one does not have it; else something inside the branch has changed.
    private func branch(
        _ mismatch: AvroMismatch, _ newType: AvroSchema.TypeID, _ oldType: AvroSchema.TypeID, _ newPlace: TextRange?,
        _ oldPlace: TextRange?, _ nesting: Int
    ) -> [FixProposal] {
        let (reader, writer) = isBackward ? (new.schema, old.schema) : (old.schema, new.schema)
        var proposals: [FixProposal] = []
        if nesting < Self.maxNesting, case .union(let branches) = reader[mismatch.pair.reader].kind {
            let kind = writer[mismatch.pair.writer].kind.upperCaseName
            for candidate in branches where reader[candidate].kind.upperCaseName == kind {
                let pair = TypePair(reader: candidate, writer: mismatch.pair.writer)
                var comparison = AvroComparison(reader: reader, writer: writer, root: pair, maxPairs: 20_000)
                proposals += comparison.mismatches().prefix(4).flatMap { self.proposals(for: $0, nesting: nesting + 1) }
            }
        }
        if isBackward {
            proposals += addedBranch(to: newPlace, oldType, oldPlace)
        } else if case .branch(let index)? = mismatch.route.last {
            proposals += removedBranch(index, newType)
        } else {
            proposals += restored(newPlace, oldPlace, oldType, orBoth: false)
        }
        return proposals
    }

    private func addedBranch(
        to place: TextRange?, _ oldType: AvroSchema.TypeID, _ oldPlace: TextRange?
    ) -> [FixProposal] {
        guard let union = place.flatMap(new.node), union.asArray != nil else { return [] }
        let title = "take the branch \(word(old.schema[oldType])) back into the union"
        return fragments(oldPlace, oldType).compactMap { new.editing.insert($0, into: union) }.map { FixProposal(title, [$0]) }
    }

    /// The unions that have the type as their branch of that number; a named type can be in several.
    private func union(with branch: AvroSchema.TypeID, at index: Int, in text: AvroText) -> [AvroSchema.TypeID] {
        text.schema.types.indices.map { AvroSchema.TypeID($0) }.filter { id in
            guard case .union(let branches) = text.schema[id].kind else { return false }
            return branches.indices.contains(index) && branches[index] == branch
        }.prefix(3).map { $0 }
    }

    private func removedBranch(_ index: Int, _ branch: AvroSchema.TypeID) -> [FixProposal] {
        union(with: branch, at: index, in: new).compactMap { union in
            guard let node = new.schema[union].place.flatMap(new.node) else { return nil }
            let edits = new.editing.remove([index], from: node)
            return FixProposal("leave the branch \(word(new.schema[branch])) out until readers know it", edits)
        }
    }

    /// The old type as it was written, where it can stand by itself, else with all that it uses.
    func fragments(_ place: TextRange?, _ type: AvroSchema.TypeID) -> [JSONValue] {
        var values: [JSONValue] = []
        if let node = place.flatMap(old.node) { values.append(node.value) }
        do {
            let whole = try JSONParser.parse(old.schema.text(.resolved, of: type))
            if !values.contains(whole) { values.append(whole) }
        } catch {
            return values
        }
        return values
    }

    /// `int`, `enum com.acme.Status`.
    func word(_ type: AvroType) -> String { type.name.map { "\(type.kind.keyword) \($0)" } ?? type.kind.keyword }
}
