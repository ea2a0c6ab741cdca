internal import Avro
internal import JSONText

/// Reads what one schema wrote with another, through the real resolution, and says what came of it.
struct WitnessReading {
    enum Result {
        /// The reader cannot read it, and how that shows.
        case fails(json: String, outcome: String)
        case reads(json: String)
        /// The bytes are no datum of the writer's, or larger than decoding goes.
        case unusable
    }

    private let writerPlan: DecodingPlan?
    private let plan: DecodingPlan?
    /// Why there is no plan: then no record at all can be read.
    private let refusals: [ResolutionError]

    init(reader: AvroSchema, writer: AvroSchema) {
        let plain = writer.withoutAliases
        writerPlan = Self.plan(writer: plain, reader: plain).plan
        (plan, refusals) = Self.plan(writer: writer, reader: reader)
    }

    func read(_ data: [UInt8], for problem: AvroProblem) -> Result {
        guard let writerPlan, let json = Self.json(data, writerPlan) else { return .unusable }
        guard let plan else {
            guard let refusal = refusals.first(where: { Self.tells($0, of: problem) }) ?? refusals.first, refusal.code != .tooComplex
            else { return .unusable }
            return .fails(json: json, outcome: "the schemas do not resolve: \(refusal)")
        }
        do throws(AvroDecodingError) {
            _ = try GenericDatum(data, plan: plan)
            return .reads(json: json)
        } catch {
            return error.code == .limit ? .unusable : .fails(json: json, outcome: "\(error)")
        }
    }

    private static func plan(writer: AvroSchema, reader: AvroSchema) -> (plan: DecodingPlan?, refusals: [ResolutionError]) {
        do throws(SchemaResolutionError) {
            return (try SchemaResolution.plan(writer: writer, reader: reader), [])
        } catch {
            return (nil, error.errors)
        }
    }

    private static func json(_ data: [UInt8], _ plan: DecodingPlan) -> String? {
        do throws(AvroDecodingError) {
            return JSONPrinter.compact(try AvroJSON.value(of: try GenericDatum(data, plan: plan), form: .specification))
        } catch {
            return nil
        }
    }

    /// Whether the refusal is this problem's, and not that of another one of the pair.
    private static func tells(_ refusal: ResolutionError, of problem: AvroProblem) -> Bool {
        switch problem {
        case .fieldMissing(let field, _), .enumFieldMissing(let field, _, _, _):
            refusal.code == .missingDefault && refusal.path.steps.last == .field(field)
        case .fieldAmbiguous(let field, _, _): refusal.code == .ambiguousField && refusal.path.steps.last == .field(field)
        case .typeMismatch(let reader, let writer):
            refusal.code == .typeMismatch && refusal.expected.hasPrefix(reader.kind.keyword)
                && refusal.found.hasPrefix(writer.kind.keyword)
        case .nameMismatch(let reader, let writer, _):
            refusal.code == .nameMismatch && refusal.expected.contains(reader.name) && refusal.found.contains(writer.name)
        case .unionBranchMissing: refusal.code == .missingUnionBranch
        case .fixedSizeMismatch(_, _, let name): refusal.code == .fixedSizeMismatch && refusal.expected.contains(name.name)
        case .enumSymbolsMissing, .tooLarge: false
        }
    }
}
