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
        case .fieldMissing(let field, _):
            return isBackward ? added(field, in: newType, old: oldType) : removed(field, from: newType, old: oldType)
        case .typeMismatch:
            // A field that is missing can be reported as a type that meets a record.
            if isBackward, let owner = mismatch.owner, case .record(let record) = new.schema[newType].kind,
                record.fields.contains(where: { $0.name == owner.field && $0.defaultValue == nil })
            {
                return added(owner.field, in: newType, old: oldType)
            }
            if !isBackward, let owner = mismatch.owner, case .record(let record) = old.schema[oldType].kind,
                record.fields.contains(where: { $0.name == owner.field }), mismatch.path.tokens.last == "type",
                case .record(let now) = new.schema[newType].kind, !now.fields.contains(where: { $0.name == owner.field })
            {
                return removed(owner.field, from: newType, old: oldType)
            }
            return restored(newPlace, oldPlace, oldType, orBoth: isBackward)
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
            proposals += restored(newPlace, oldPlace, oldType, orBoth: false)
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

    /// - Parameter branch: a branch of some union of the new schema.
    private func removedBranch(_ index: Int, _ branch: AvroSchema.TypeID) -> [FixProposal] {
        let unions = new.schema.types.filter {
            if case .union(let branches) = $0.kind { branches.indices.contains(index) && branches[index] == branch } else { false }
        }
        return unions.prefix(3).compactMap { union in
            guard let node = union.place.flatMap(new.node) else { return nil }
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
