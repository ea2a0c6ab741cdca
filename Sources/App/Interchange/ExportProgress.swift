import Foundation
import JSONText
import KafkaClient

/// How far an export is, in a file beside what it writes: made with it, gone when it is whole.
struct ExportProgress: Equatable {
    /// What was asked for. An export goes on only with the same.
    var request: String
    /// Where each partition is to be read on, and the offset before which it ends.
    var ranges: [Int32: Range<Int64>]
    var recordCount = 0
    /// Of the file; what stands behind is written again.
    var byteCount = 0

    static func path(for file: String) -> String { file + ".progress" }

    /// Nil if there is none.
    static func load(_ path: String) throws -> ExportProgress? {
        guard AppendedFile.length(path) != nil else { return nil }
        let text = try TextFile.read(path, maxBytes: 64 << 20)
        guard let object = (try? JSONParser.parse(text))?.asObject, object["schema"]?.asString == "herald.export-progress/v1",
            let request = object["request"]?.asString, let records = object["records"]?.asInt64,
            let bytes = object["bytes"]?.asInt64, let partitions = object["partitions"]?.asArray
        else {
            throw CommandFailure(
                .failure, "PROGRESS", "\(path) does not say how far an export is", help: "remove it and the file")
        }
        var ranges: [Int32: Range<Int64>] = [:]
        for partition in partitions.compactMap(\.asObject) {
            guard let number = partition["partition"]?.asInt64.flatMap({ Int32(exactly: $0) }),
                let next = partition["next"]?.asInt64, let end = partition["end"]?.asInt64, next <= end
            else { continue }
            ranges[number] = next..<end
        }
        return ExportProgress(request: request, ranges: ranges, recordCount: Int(records), byteCount: Int(bytes))
    }

    func save(_ path: String) throws {
        var object = JSONObject()
        object["schema"] = "herald.export-progress/v1"
        object["request"] = .string(request)
        object["records"] = .number(JSONNumber(recordCount))
        object["bytes"] = .number(JSONNumber(byteCount))
        object["partitions"] = .array(
            ranges.sorted { $0.key < $1.key }.map { partition, range in
                .object([
                    "partition": .number(JSONNumber(partition)), "next": .number(JSONNumber(range.lowerBound)),
                    "end": .number(JSONNumber(range.upperBound)),
                ])
            })
        try TextFile.replace(path, by: JSONPrinter.compact(.object(object)) + "\n")
    }

    var remaining: Int { ranges.values.reduce(0) { $0 + $1.count } }
}
