internal import Compatibility
internal import JSONText

/// A line each, as compilers write them: editors jump to the place.
enum GCCReport {
    static func lines(_ report: SchemaReport) -> [String] {
        report.schemas.flatMap(\.findings).map { finding in
            let place = finding.range.map { "\($0.start.line):\($0.start.column)" } ?? "1:1"
            return
                "\(ReportedSchema.oneLine(finding.file)):\(place): \(finding.level.rawValue): \(finding.sentence) [\(finding.rule)]"
        }
    }
}
