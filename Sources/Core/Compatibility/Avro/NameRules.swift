internal import Avro
internal import JSONText

/// Named types match when their simple names are the same, or the reader has an alias that is the writer's full name.
/// A namespace may change freely (Avro 1.11: "both schemas are records with the same (unqualified) name").
enum NameRules {
    static func match(_ reader: AvroName, aliases: [AvroName], _ writer: AvroName) -> Bool {
        reader.name == writer.name || aliases.contains(writer)
    }

    static func steps(_ reader: AvroRecord, _ writer: AvroRecord) -> [PairStep] {
        steps(reader.name, reader.aliases, reader.namePlace, writer.name, writer.namePlace, "record")
    }

    static func steps(_ reader: AvroEnum, _ writer: AvroEnum) -> [PairStep] {
        steps(reader.name, reader.aliases, reader.namePlace, writer.name, writer.namePlace, "enum")
    }

    static func steps(_ reader: AvroFixed, _ writer: AvroFixed) -> [PairStep] {
        steps(reader.name, reader.aliases, reader.namePlace, writer.name, writer.namePlace, "fixed")
    }

    private static func steps(
        _ reader: AvroName, _ aliases: [AvroName], _ readerPlace: TextRange?, _ writer: AvroName, _ writerPlace: TextRange?,
        _ keyword: String
    ) -> [PairStep] {
        if match(reader, aliases: aliases, writer) { return [] }
        return [
            .problem(
                PairStep.Problem(
                    problem: .nameMismatch(reader: reader, writer: writer, keyword: keyword), tokens: ["name"],
                    readerPlace: readerPlace, writerPlace: writerPlace))
        ]
    }
}

/// Fixeds of one name have one size.
enum FixedRules {
    static func steps(_ reader: AvroFixed, _ writer: AvroFixed) -> [PairStep] {
        if reader.size == writer.size { return [] }
        return [
            .problem(
                PairStep.Problem(
                    problem: .fixedSizeMismatch(reader: reader.size, writer: writer.size, name: reader.name), tokens: ["size"],
                    readerPlace: reader.sizePlace, writerPlace: writer.sizePlace))
        ]
    }
}
