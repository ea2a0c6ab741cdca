import Foundation
import JSONText
import KafkaClient

/// From where to where records are copied.
struct CopyPlaces: Equatable, Sendable, CustomStringConvertible {
    struct Place: Equatable, Sendable {
        var brokers: String
        var topic: String

        var object: JSONObject {
            var object = JSONObject()
            object["brokers"] = .string(brokers)
            object["topic"] = .string(topic)
            return object
        }
    }

    var source: Place
    var target: Place

    var description: String {
        source.brokers == target.brokers
            ? "\(source.topic) -> \(target.topic)" : "\(source.topic) -> \(target.topic) at \(target.brokers)"
    }
}

/// How far a copy is, as it is kept in a file and shown at the end.
struct CopyState: Equatable, Sendable {
    /// The offset each partition of the source goes on at: what is before it was acknowledged by the target.
    var next: PartitionOffsets
    /// In this run.
    var copied: Int

    private static let schema = "herald.copy/v1"
    private static let maxBytes = 4 << 20

    func document(_ places: CopyPlaces) -> JSONObject {
        var document = JSONObject()
        document["schema"] = .string(Self.schema)
        document["source"] = .object(places.source.object)
        document["target"] = .object(places.target.object)
        document["next"] = .string(next.text)
        document["copied"] = .number(JSONNumber(copied))
        return document
    }

    /// Nil if there is no such file yet.
    static func read(_ path: String, for places: CopyPlaces) throws -> CopyState? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try parse(try TextFile.read(path, maxBytes: maxBytes), path, for: places)
    }

    /// A file of another copy is refused: its offsets mean nothing here.
    static func parse(_ text: String, _ path: String, for places: CopyPlaces) throws -> CopyState {
        let document: JSONObject?
        do { document = try JSONParser.parse(text).asObject } catch { document = nil }
        guard let document, document["schema"]?.asString == schema,
            let next = document["next"]?.asString.flatMap({ $0.isEmpty ? PartitionOffsets([:]) : PartitionOffsets(argument: $0) }),
            let copied = document["copied"]?.asInt64
        else {
            throw CommandFailure(.failure, "STATE", "\(path) is not what herald topic copy keeps there")
        }
        guard document["source"]?.asObject == places.source.object, document["target"]?.asObject == places.target.object else {
            throw CommandFailure(
                .conflict, "STATE", "\(path) is of another copy", why: "it is from \(Self.name(document["source"])) to "
                    + "\(Self.name(document["target"])), this one is \(places)",
                help: "give another file to --state")
        }
        return CopyState(next: next, copied: Int(copied))
    }

    private static func name(_ place: JSONValue?) -> String {
        "\(place?["topic"]?.asString ?? "?") at \(place?["brokers"]?.asString ?? "?")"
    }
}
