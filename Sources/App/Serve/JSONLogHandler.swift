import Foundation
import JSONText
import Logging

/// A log line as one object of JSON on standard error: time, level, message, and what comes with it by its own names.
struct JSONLogHandler: LogHandler {
    let label: String
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var write: @Sendable (String) -> Void = { Console.error($0) }

    init(label: String, level: Logger.Level) {
        self.label = label
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let milliseconds = Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))
        write(
            Self.line(
                event.level, "\(event.message)", metadata.merging(event.metadata ?? [:]) { $1 }, label: label, at: milliseconds))
    }

    static func line(
        _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata, label: String, at milliseconds: Int64
    ) -> String {
        var object = JSONObject()
        object["time"] = .string(RecordPrinter.time(milliseconds))
        object["level"] = .string(level.rawValue)
        object["logger"] = .string(label)
        object["message"] = .string(message)
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) where object[name] == nil { object[name] = json(value) }
        return JSONPrinter.compact(.object(object))
    }

    private static func json(_ value: Logger.Metadata.Value) -> JSONValue {
        switch value {
        case .string(let text): scalar(text)
        case .stringConvertible(let value): scalar("\(value)")
        case .array(let values): .array(values.map(json))
        case .dictionary(let members):
            .object(members.sorted { $0.key < $1.key }.reduce(into: JSONObject()) { $0[$1.key] = json($1.value) })
        }
    }

    /// What reads as a number is one: who looks for slow requests compares them.
    private static func scalar(_ text: String) -> JSONValue {
        guard let number = Double(text), number.isFinite, text.utf8.allSatisfy({ "0123456789.-".utf8.contains($0) }),
            let value = try? JSONParser.parse(text)
        else { return .string(text) }
        return value
    }
}
