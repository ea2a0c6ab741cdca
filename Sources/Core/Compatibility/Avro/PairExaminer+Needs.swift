internal import Avro

/// What a pair comes down to for a verdict alone.
struct PairNeeds {
    /// Pairs that have to go too; leaves are judged on the spot.
    var parts: [TypePair] = []
    /// One of the parts will do, for a reader's union that meets a type which is none.
    var needsOne = false
    /// Wrong by itself.
    var fails = false
}

extension PairExaminer {
    /// The same rules as `examine`, without words, paths or places: most schemas go together, and then nobody asks why.
    mutating func needs(_ pair: TypePair) -> PairNeeds {
        if let verdict = plainVerdict(pair) { return PairNeeds(fails: !verdict) }
        var needs = PairNeeds()
        switch (reader.types[pair.reader.index].kind, writer.types[pair.writer.index].kind) {
        case (_, .union(let branches)):
            for branch in branches { add(TypePair(reader: pair.reader, writer: branch), to: &needs) }
        case (.union, _):
            needs.needsOne = true
            needs.parts = candidates(pair.reader, writer[pair.writer]).map { TypePair(reader: $0, writer: pair.writer) }
        case (.array(let readerItems), .array(let writerItems)):
            add(TypePair(reader: readerItems, writer: writerItems), to: &needs)
        case (.map(let readerValues), .map(let writerValues)):
            add(TypePair(reader: readerValues, writer: writerValues), to: &needs)
        case (.fixed(let readerFixed), .fixed(let writerFixed)):
            needs.fails =
                readerFixed.size != writerFixed.size
                || !NameRules.match(readerFixed.name, aliases: readerFixed.aliases, writerFixed.name)
        case (.enumeration(let readerEnum), .enumeration(let writerEnum)):
            needs.fails =
                !NameRules.match(readerEnum.name, aliases: readerEnum.aliases, writerEnum.name)
                || !EnumRules.missing(readerEnum, writerEnum).isEmpty
        case (.record(let readerRecord), .record(let writerRecord)):
            needs.fails = !NameRules.match(readerRecord.name, aliases: readerRecord.aliases, writerRecord.name)
            addFields(readerRecord, writerRecord, pair.writer, to: &needs)
        default: needs.fails = true
        }
        return needs
    }

    private mutating func addFields(
        _ readerRecord: AvroRecord, _ writerRecord: AvroRecord, _ writerType: AvroSchema.TypeID, to needs: inout PairNeeds
    ) {
        let (readerFields, writerFields) = (readerRecord.fields, writerRecord.fields)
        // By index, for a copy of a field is dear.
        for position in readerFields.indices {
            // Most fields stand where they stood, and then no table is needed.
            if position < writerFields.count, writerFields[position].name == readerFields[position].name,
                readerFields[position].aliases.isEmpty
            {
                add(TypePair(reader: readerFields[position].type, writer: writerFields[position].type), to: &needs)
                continue
            }
            switch fieldTable(writerType, writerRecord).match(for: readerFields[position]) {
            case .one(let match):
                add(TypePair(reader: readerFields[position].type, writer: writerFields[match].type), to: &needs)
            case .none: if readerFields[position].defaultValue == nil { needs.fails = true }
            case .several: needs.fails = true
            }
        }
    }

    private func add(_ pair: TypePair, to needs: inout PairNeeds) {
        if let verdict = plainVerdict(pair) {
            if !verdict { needs.fails = true }
        } else {
            needs.parts.append(pair)
        }
    }
}
