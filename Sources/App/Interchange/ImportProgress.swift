import JSONText

/// How far an import is, in a file beside what it reads. It stays when all is there, so that a second run writes nothing twice.
struct ImportProgress: Equatable {
    /// What was asked for, and of which file. An import goes on only with the same.
    var request: String
    /// Records of the file that are in the topic, from its first on.
    var recordCount = 0
    /// By partition of the topic: no record behind those stands below this offset.
    var searchFrom: [Int32: Int64]
    var isDone = false

    static func path(for file: String, topic: String) -> String { "\(file).import-\(topic).progress" }

    /// Nil if there is none.
    static func load(_ path: String) throws -> ImportProgress? {
        guard AppendedFile.length(path) != nil else { return nil }
        let text = try TextFile.read(path, maxBytes: 64 << 20)
        guard let object = (try? JSONParser.parse(text))?.asObject, object["schema"]?.asString == "herald.import-progress/v1",
            let request = object["request"]?.asString, let records = object["records"]?.asInt64,
            let partitions = object["partitions"]?.asArray
        else {
            throw CommandFailure(
                .failure, "PROGRESS", "\(path) does not say how far an import is", help: "remove it to import from the beginning")
        }
        var searchFrom: [Int32: Int64] = [:]
        for partition in partitions.compactMap(\.asObject) {
            guard let number = partition["partition"]?.asInt64.flatMap({ Int32(exactly: $0) }) else { continue }
            searchFrom[number] = partition["searchFrom"]?.asInt64
        }
        return ImportProgress(
            request: request, recordCount: Int(records), searchFrom: searchFrom, isDone: object["done"] == .bool(true))
    }

    func save(_ path: String) throws {
        var object = JSONObject()
        object["schema"] = "herald.import-progress/v1"
        object["request"] = .string(request)
        object["records"] = .number(JSONNumber(recordCount))
        object["done"] = .bool(isDone)
        object["partitions"] = .array(
            searchFrom.sorted { $0.key < $1.key }.map { partition, offset in
                .object(["partition": .number(JSONNumber(partition)), "searchFrom": .number(JSONNumber(offset))])
            })
        try TextFile.replace(path, by: JSONPrinter.compact(.object(object)) + "\n")
    }
}
