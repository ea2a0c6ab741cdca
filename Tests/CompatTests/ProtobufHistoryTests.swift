import Compatibility
import TestKit
import Testing

@Suite struct `Histories of Protobuf schemas` {
    @Test(arguments: StoredCase.all(under: "levels/protobuf"))
    func `at every level`(_ stored: StoredCase) throws {
        let file = try stored.read()
        let new = try ProtobufCase(file: file).schema("new").schema
        var history: [CompatibilityCheck.OldVersion] = []
        for section in file.sections where section.title.hasPrefix("version ") {
            let version = try #require(Int(section.title.split(separator: " ")[1]))
            let schema: ComparableSchema =
                section.title.hasSuffix("(protobuf)")
                ? try ProtobufCase(file: file).schema("version \(version)").schema : .other(language: "AVRO")
            history.append(.init(version: version, schema: schema))
        }
        let visiting: CompatibilityCheck.Visiting = file.header("visiting") == "karapace" ? .karapace : .confluent
        let verdicts = CompatibilityLevel.allCases.map { level in
            let verdict = CompatibilityCheck.check(new: new, history: history, level: level, visiting: visiting)
            return verdict.lines(named: level.rawValue) { " in version \($0)" }
        }
        try stored.expect(verdicts.joined(separator: "\n"), in: "verdicts", of: file)
    }
}
