internal import Avro

/// A reader knows every symbol of the writer, or has a default for those it does not know (Avro 1.9 and later).
enum EnumRules {
    static func steps(_ reader: AvroEnum, _ writer: AvroEnum) -> [PairStep] {
        if reader.defaultSymbol != nil { return [] }
        let missing = Set(writer.symbols).subtracting(reader.symbols).sorted()
        if missing.isEmpty { return [] }
        return [
            .problem(
                PairStep.Problem(
                    problem: .enumSymbolsMissing(missing, reader: reader.name), tokens: ["symbols"],
                    readerPlace: reader.symbolsPlace, writerPlace: writer.symbolsPlace))
        ]
    }
}
