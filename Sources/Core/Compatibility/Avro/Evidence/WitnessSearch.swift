internal import Avro
internal import JSONText

/// Looks for the smallest record that shows a mismatch.
struct WitnessSearch {
    /// A way to a place where reading should fail, and what to write there.
    private struct Target {
        var route: [WriterStep]
        var ending: MinimalDatum.Ending = .smallest
    }

    /// Records that are tried for one mismatch.
    private static let maxTargets = 24
    /// Branches inside branches that are looked into.
    private static let maxNesting = 4

    private let reader: AvroSchema
    private let writer: AvroSchema
    private let reading: WitnessReading
    private var datum: MinimalDatum

    init(reader: AvroSchema, writer: AvroSchema) {
        self.reader = reader
        self.writer = writer
        reading = WitnessReading(reader: reader, writer: writer)
        datum = MinimalDatum(writer, FiniteValues(writer))
    }

    mutating func proof(of mismatch: AvroMismatch) -> FindingProof {
        var last: FindingProof = .unknown
        for target in targets(for: mismatch, after: [], nesting: 0).prefix(Self.maxTargets) {
            guard let data = datum.bytes(along: target.route, ending: target.ending) else {
                if case .endless(let name)? = datum.obstacle {
                    last = .harmless("no record can hold it: a value of \(name) never ends, so that none can be written")
                }
                continue
            }
            switch reading.read(data, for: mismatch.problem) {
            case .fails(let json, let outcome):
                return .witness(FindingWitness(data: data, type: nil, json: json, outcome: outcome))
            case .reads(let json):
                last = .harmless("by Avro's rules of resolution the record that should break, \(json), is read all the same")
            case .unusable: break
            }
        }
        return last
    }

    private func targets(for mismatch: AvroMismatch, after route: [WriterStep], nesting: Int) -> [Target] {
        let route = route + mismatch.route
        switch mismatch.problem {
        case .tooLarge: return []
        case .enumSymbolsMissing(let symbols, _):
            return symbols.prefix(1).map { Target(route: route, ending: .symbol($0)) }
        case .unionBranchMissing: return branchTargets(mismatch.pair, route, nesting)
        default: return [Target(route: route)]
        }
    }

    /// A type that no branch of the reader's union takes. Where branches are alike it is something inside that fails, perhaps
    /// for some values alone.
    private func branchTargets(_ pair: TypePair, _ route: [WriterStep], _ nesting: Int) -> [Target] {
        let whole = Target(route: route)
        guard nesting < Self.maxNesting, case .union(let branches) = reader[pair.reader].kind else { return [whole] }
        let inner = branches.filter { reader[$0].kind.upperCaseName == writer[pair.writer].kind.upperCaseName }.flatMap { branch in
            var comparison = AvroComparison(
                reader: reader, writer: writer, root: TypePair(reader: branch, writer: pair.writer), maxPairs: 20_000)
            return comparison.mismatches().prefix(Self.maxTargets).flatMap { targets(for: $0, after: route, nesting: nesting + 1) }
        }
        return inner + [whole]
    }
}
