internal import Avro
internal import JSONText

/// What one pair of types comes down to in words: its own problems, and the pairs it rests on.
struct Examination {
    /// In the order findings are listed.
    var steps: [PairStep] = []
    /// What to report of a reader's union that meets a type which is none, when no branch goes.
    var verdictProblem: PairStep.Problem?
}

enum PairStep {
    struct Problem {
        var problem: AvroProblem
        /// From the pair's path to the problem's.
        var tokens: [String] = []
        var readerPlace: TextRange?
        var writerPlace: TextRange?
        /// The field at fault, where it is not the one that contains the pair.
        var owner: FieldOwner?
    }

    struct Child {
        var pair: TypePair
        /// From the pair's path to the child's.
        var tokens: [String]
        var readerPlace: TextRange?
        var writerPlace: TextRange?
        /// The reader's field that leads to the child, if one does.
        var field: String?
        var step: WriterStep?
    }

    /// Wrong by itself.
    case problem(Problem)
    /// Goes if the child goes, and the child says why not.
    case descend(Child)
    /// Goes if the child goes, and the problem says why not.
    case trial(Child, Problem)
}

/// Applies the rules to one pair at a time. Keeps tables for the records and unions it has met.
struct PairExaminer {
    let reader: AvroSchema
    let writer: AvroSchema
    private var fieldTables: [AvroSchema.TypeID: RecordRules.FieldTable] = [:]
    private var branchTables: [AvroSchema.TypeID: UnionRules.BranchTable] = [:]
    /// By type: what plain types it comes down to, as most fields do.
    private let readerPlain: [PlainTypes]
    private let writerPlain: [PlainTypes]

    init(reader: AvroSchema, writer: AvroSchema) {
        self.reader = reader
        self.writer = writer
        readerPlain = PlainTypes.all(of: reader)
        writerPlain = PlainTypes.all(of: writer)
    }

    /// Why the pair goes or does not, for telling.
    ///
    /// - Parameters: the places say where the types are used, if that is not where they stand.
    mutating func examine(_ pair: TypePair, readerPlace: TextRange? = nil, writerPlace: TextRange? = nil) -> Examination {
        let (readerType, writerType) = (reader[pair.reader], writer[pair.writer])
        let readerPlace = readerPlace ?? readerType.place
        let writerPlace = writerPlace ?? writerType.place
        var examination = Examination()
        switch (readerType.kind, writerType.kind) {
        case (.union, .union(let branches)):
            examination.steps = branches.enumerated().map { index, branch in
                .trial(
                    child(pair.reader, branch, [String(index)], .branch(index)),
                    PairStep.Problem(
                        problem: .unionBranchMissing(writer: writer[branch]), tokens: [String(index)], readerPlace: readerPlace,
                        writerPlace: writer[branch].place ?? writerPlace))
            }
        case (_, .union(let branches)):
            examination.steps = branches.enumerated().map { index, branch in
                .descend(child(pair.reader, branch, [String(index)], .branch(index)))
            }
        case (.union, _):
            examination.verdictProblem = PairStep.Problem(
                problem: .unionBranchMissing(writer: writerType), readerPlace: readerPlace, writerPlace: writerPlace)
        case (.array(let readerItems), .array(let writerItems)):
            examination.steps = [.descend(child(readerItems, writerItems, ["items"], .item))]
        case (.map(let readerValues), .map(let writerValues)):
            examination.steps = [.descend(child(readerValues, writerValues, ["values"], .entry))]
        case (.fixed(let readerFixed), .fixed(let writerFixed)):
            examination.steps = NameRules.steps(readerFixed, writerFixed) + FixedRules.steps(readerFixed, writerFixed)
        case (.enumeration(let readerEnum), .enumeration(let writerEnum)):
            examination.steps = NameRules.steps(readerEnum, writerEnum) + EnumRules.steps(readerEnum, writerEnum)
        case (.record(let readerRecord), .record(let writerRecord)):
            examination.steps = NameRules.steps(readerRecord, writerRecord)
            let table = fieldTable(pair.writer, writerRecord)
            examination.steps += RecordRules.steps(readerRecord, writerRecord, table, reader: reader, writerType: writerType)
        default:
            if !PromotionRules.canRead(readerType.kind, writerType.kind) {
                examination.steps = [
                    .problem(
                        PairStep.Problem(
                            problem: .typeMismatch(reader: readerType, writer: writerType), readerPlace: readerPlace,
                            writerPlace: writerPlace))
                ]
            }
        }
        return examination
    }

    private func child(
        _ readerType: AvroSchema.TypeID, _ writerType: AvroSchema.TypeID, _ tokens: [String], _ step: WriterStep
    ) -> PairStep.Child {
        PairStep.Child(
            pair: TypePair(reader: readerType, writer: writerType), tokens: tokens, readerPlace: reader[readerType].place,
            writerPlace: writer[writerType].place, step: step)
    }

    mutating func fieldTable(_ id: AvroSchema.TypeID, _ record: AvroRecord) -> RecordRules.FieldTable {
        if let table = fieldTables[id] { return table }
        let table = RecordRules.FieldTable(record)
        fieldTables[id] = table
        return table
    }

    mutating func candidates(_ union: AvroSchema.TypeID, _ writerType: AvroType) -> [AvroSchema.TypeID] {
        if let table = branchTables[union] { return table.candidates(for: writerType) }
        let table = UnionRules.BranchTable(union, in: reader)
        branchTables[union] = table
        return table.candidates(for: writerType)
    }

    /// The verdict on a pair of plain types, unions of them, and arrays and maps of those; nil for any other pair.
    ///
    /// Most pairs are of this kind. They are judged wherever they are met, and need no entry in a table.
    func plainVerdict(_ pair: TypePair) -> Bool? {
        var (reader, writer) = (pair.reader.index, pair.writer.index)
        for _ in 0..<Self.maxPlainNesting {
            let (readerPlain, writerPlain) = (readerPlain[reader], writerPlain[writer])
            if !readerPlain.isEmpty, !writerPlain.isEmpty { return readerPlain.read(writerPlain) }
            switch (self.reader.types[reader].kind, self.writer.types[writer].kind) {
            case (.array(let readerPart), .array(let writerPart)), (.map(let readerPart), .map(let writerPart)):
                (reader, writer) = (readerPart.index, writerPart.index)
            default: return nil
            }
        }
        return nil
    }

    /// Arrays in arrays that are looked through in one go. A pair that is can be judged so at each level, those inside it too.
    private static let maxPlainNesting = 4
}
