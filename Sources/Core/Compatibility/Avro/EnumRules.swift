internal import Avro

/// A reader knows every symbol of the writer, or has a default for those it does not know (Avro 1.9 and later).
enum EnumRules {
    static func steps(_ reader: AvroEnum, _ writer: AvroEnum) -> [PairStep] {
        let missing = missing(reader, writer)
        if missing.isEmpty { return [] }
        return [
            .problem(
                PairStep.Problem(
                    problem: .enumSymbolsMissing(missing, reader: reader.name), tokens: ["symbols"],
                    readerPlace: reader.symbolsPlace, writerPlace: writer.symbolsPlace))
        ]
    }

    /// The writer's symbols that the reader cannot read, sorted.
    static func missing(_ reader: AvroEnum, _ writer: AvroEnum) -> [String] {
        if reader.defaultSymbol != nil || reader.symbols.starts(with: writer.symbols) { return [] }
        return Set(writer.symbols).subtracting(reader.symbols).sorted()
    }
}
