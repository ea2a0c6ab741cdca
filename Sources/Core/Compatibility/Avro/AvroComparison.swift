internal import Avro
internal import JSONText

/// A type of the reader against a type of the writer.
struct TypePair: Hashable {
    var reader: AvroSchema.TypeID
    var writer: AvroSchema.TypeID
}

/// Whether a reader can read everything a writer may write, and if not, why (Avro 1.11, "Schema Resolution", in the
/// reading of Java's `SchemaCompatibility`, which Confluent's registry answers with).
///
/// It takes two passes over the pairs of types that meet. `PairVerdicts` finds out for each pair whether it goes; then
/// a walk along the pairs that do not collects the reasons, each pair's once, by the first path that leads to it. Both
/// use explicit stacks, and time is linear in the pairs, however unions and recursion tangle them.
struct AvroComparison {
    /// Reasons listed; a schema with more has been told enough.
    static let maxMismatches = 1000

    private var examiner: PairExaminer
    private let root: TypePair
    private var paths = PathTable()
    private var found: [AvroMismatch] = []
    private let maxPairs: Int
    /// What may be spent on telling causes from consequences; beyond it all are told.
    private var remainingTrialSteps = 200_000

    /// - Parameter root: where to begin, if not at the roots.
    init(reader: AvroSchema, writer: AvroSchema, root: TypePair? = nil, maxPairs: Int = 500_000) {
        examiner = PairExaminer(reader: reader, writer: writer)
        self.root = root ?? TypePair(reader: reader.root, writer: writer.root)
        self.maxPairs = maxPairs
    }

    /// Empty if the reader can read all that the writer writes.
    mutating func mismatches() -> [AvroMismatch] {
        guard let verdicts = PairVerdicts(from: root, maxPairs: maxPairs, &examiner) else {
            return [
                AvroMismatch(
                    problem: .tooLarge(maxPairs: maxPairs), path: JSONPointer(), readerPlace: examiner.reader[root.reader].place,
                    writerPlace: examiner.writer[root.writer].place, pair: root, route: [])
            ]
        }
        if verdicts.isCompatible(root, examiner) { return [] }
        collect(verdicts)
        if found.isEmpty {
            // Every reason was taken for a consequence of another: then all are told.
            remainingTrialSteps = 0
            collect(verdicts)
        }
        return found
    }

    private enum Pending {
        /// Everything below the pair has been seen.
        case close(TypePair)
        case visit(PairStep.Child, path: Int, owner: FieldOwner?)
        case report(PairStep.Problem, TypePair, path: Int, owner: FieldOwner?)
    }

    private mutating func collect(_ verdicts: PairVerdicts) {
        let whole = PairStep.Child(
            pair: root, tokens: [], readerPlace: examiner.reader[root.reader].place,
            writerPlace: examiner.writer[root.writer].place)
        var pending = [Pending.visit(whole, path: PathTable.root, owner: nil)]
        var seen: Set<TypePair> = []
        // Pairs between the root and the place in hand.
        var open: Set<TypePair> = []
        while let next = pending.popLast(), found.count < Self.maxMismatches {
            switch next {
            case .close(let pair): open.remove(pair)
            case .report(let problem, let pair, let path, let owner):
                report(problem, pair, path, owner)
            case .visit(let child, let path, let owner):
                guard !verdicts.isCompatible(child.pair, examiner) else { continue }
                let examination = examiner.examine(child.pair, readerPlace: child.readerPlace, writerPlace: child.writerPlace)
                // A union that has no branch for the writer's type says no more than that.
                if let verdictProblem = examination.verdictProblem {
                    if fails(child.pair, evenIfGood: open) { report(verdictProblem, child.pair, path, owner) }
                    continue
                }
                guard seen.insert(child.pair).inserted else { continue }
                open.insert(child.pair)
                pending.append(.close(child.pair))
                let ownRecord = examiner.reader[child.pair.reader].name
                for step in examination.steps.reversed() {
                    switch step {
                    case .problem(let problem):
                        pending.append(.report(problem, child.pair, path: path, owner: owner))
                    case .descend(let part):
                        let partPath = paths.extend(path, part.tokens, part.step)
                        pending.append(.visit(part, path: partPath, owner: inner(owner, part, ownRecord)))
                    case .trial(let part, let problem):
                        if !verdicts.isCompatible(part.pair, examiner), fails(part.pair, evenIfGood: open) {
                            let partPath = paths.extend(path, [], part.step)
                            pending.append(.report(problem, part.pair, path: partPath, owner: owner))
                        }
                    }
                }
            }
        }
    }

    /// Whether a branch fails for a reason of its own. A branch that fails only because it holds a record whose reasons are
    /// being told is no second break; nor does Java list it.
    private mutating func fails(_ pair: TypePair, evenIfGood open: Set<TypePair>) -> Bool {
        guard remainingTrialSteps > 0 else { return true }
        let verdicts = PairVerdicts(from: pair, assuming: open, maxPairs: maxPairs, &examiner)
        remainingTrialSteps -= verdicts?.steps ?? maxPairs
        return verdicts.map { !$0.isCompatible(pair, examiner) } ?? true
    }

    private func inner(_ owner: FieldOwner?, _ child: PairStep.Child, _ record: AvroName?) -> FieldOwner? {
        guard let field = child.field, let record else { return owner }
        return FieldOwner(record: record, field: field)
    }

    private mutating func report(_ problem: PairStep.Problem, _ pair: TypePair, _ path: Int, _ owner: FieldOwner?) {
        let way = paths.way(to: path)
        found.append(
            AvroMismatch(
                problem: problem.problem, path: JSONPointer(way.tokens + problem.tokens), readerPlace: problem.readerPlace,
                writerPlace: problem.writerPlace, owner: problem.owner ?? owner, pair: pair, route: way.route))
    }
}

/// Paths that share their beginnings: a deep walk would copy long ones again and again.
private struct PathTable {
    private struct Entry {
        var parent: Int
        var tokens: [String]
        var step: WriterStep?
    }

    static let root = 0
    private var entries = [Entry(parent: 0, tokens: [], step: nil)]

    mutating func extend(_ path: Int, _ tokens: [String], _ step: WriterStep?) -> Int {
        entries.append(Entry(parent: path, tokens: tokens, step: step))
        return entries.count - 1
    }

    /// The tokens of a path, and its steps through the writer's values.
    func way(to path: Int) -> (tokens: [String], route: [WriterStep]) {
        var chain: [Int] = []
        var path = path
        while path != Self.root {
            chain.append(path)
            path = entries[path].parent
        }
        chain.reverse()
        return (chain.flatMap { entries[$0].tokens }, chain.compactMap { entries[$0].step })
    }
}
