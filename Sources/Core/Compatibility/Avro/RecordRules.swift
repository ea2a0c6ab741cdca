internal import Avro
internal import JSONText

/// Each field of the reader finds its writer's field by name or by alias, or has a default. Fields of the writer alone are
/// skipped by readers; the order of fields, docs and what defaults say do not matter.
enum RecordRules {
    /// The fields of a writer's record by name.
    struct FieldTable {
        private var places: [String: Int]

        init(_ record: AvroRecord) {
            places = Dictionary(minimumCapacity: record.fields.count)
            for place in record.fields.indices { places[record.fields[place].name] = place }
        }

        /// The writer's fields that a reader's field fits. A field fits once for its name and once for each alias, so that
        /// one which lists its own name as an alias fits twice, as in Java.
        func match(for field: AvroField) -> Match {
            if field.aliases.isEmpty { return places[field.name].map { .one($0) } ?? .none }
            let matches = ([field.name] + field.aliases).compactMap { places[$0] }
            return matches.count > 1 ? .several(matches) : matches.first.map { .one($0) } ?? .none
        }
    }

    enum Match {
        case none
        /// By its place in the writer's record.
        case one(Int)
        case several([Int])
    }

    static func steps(
        _ readerRecord: AvroRecord, _ writerRecord: AvroRecord, _ table: FieldTable, reader: AvroSchema, writerType: AvroType
    ) -> [PairStep] {
        var steps: [PairStep] = []
        for (position, field) in readerRecord.fields.enumerated() {
            let tokens = ["fields", String(position)]
            let owner = FieldOwner(record: readerRecord.name, field: field.name)
            switch table.match(for: field) {
            case .several(let matches):
                let names = Set(matches).sorted().map { writerRecord.fields[$0].name }
                steps.append(
                    .problem(
                        PairStep.Problem(
                            problem: .fieldAmbiguous(field: field.name, candidates: names, record: writerRecord.name),
                            tokens: tokens, readerPlace: field.place, writerPlace: writerRecord.fields[matches[0]].place, owner: owner)))
            case .one(let match):
                let writerField = writerRecord.fields[match]
                steps.append(
                    .descend(
                        PairStep.Child(
                            pair: TypePair(reader: field.type, writer: writerField.type), tokens: tokens + ["type"],
                            readerPlace: field.typePlace, writerPlace: writerField.typePlace, field: field.name, step: .field(match))))
            case .none:
                if field.defaultValue == nil {
                    steps.append(.problem(missing(field, tokens, owner, in: readerRecord, reader: reader, writerType, writerRecord)))
                }
            }
        }
        return steps
    }

    /// A field that data has no value for.
    private static func missing(
        _ field: AvroField, _ tokens: [String], _ owner: FieldOwner, in record: AvroRecord, reader: AvroSchema,
        _ writerType: AvroType, _ writerRecord: AvroRecord
    ) -> PairStep.Problem {
        let type = reader[field.type]
        if case .enumeration(let enumeration) = type.kind, enumeration.defaultSymbol != nil {
            return PairStep.Problem(
                problem: .enumFieldMissing(field: field.name, record: record.name, reader: type, writer: writerType),
                tokens: tokens + ["type"], readerPlace: field.typePlace,
                writerPlace: writerRecord.namePlace ?? writerType.place, owner: owner)
        }
        return PairStep.Problem(
            problem: .fieldMissing(field: field.name, record: record.name), tokens: tokens, readerPlace: field.place,
            writerPlace: writerRecord.namePlace ?? writerType.place, owner: owner)
    }
}
