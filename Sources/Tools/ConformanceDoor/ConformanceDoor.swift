package import Avro
internal import JSONText
package import ProtobufCodec

/// The codecs and the verdict behind lines of JSON: one object in, one object out (`docs/codec-conformance.md`).
///
/// A value without state: every line is answered from itself alone, whatever stands in it. Does no I/O.
package struct ConformanceDoor: Sendable {
    package var limits: DoorLimits

    package init(limits: DoorLimits = .standard) { self.limits = limits }

    /// The answer to one line, both without their line ends.
    package func answer(_ line: [UInt8]) -> String {
        let request: DoorRequest
        do throws(DoorError) {
            request = try DoorRequest(parsing: line, limits: limits)
        } catch {
            return answer(error, id: .null)
        }
        do throws(DoorError) {
            guard let operation = Self.operations[request.operation] else { throw .unknownOperation(request.operation) }
            var answer = JSONObject()
            answer["id"] = request.id
            for member in try operation(request).members { answer[member.key] = member.value }
            return JSONPrinter.compact(.object(answer))
        } catch {
            return answer(error, id: request.id)
        }
    }

    /// The answer to a line that was longer than allowed, of which nothing was kept.
    package func answerToOverlongLine() -> String {
        answer(
            DoorError(.limit, at: "line", "the line is longer than the \(limits.maxLineBytes) bytes allowed"), id: .null)
    }

    private func answer(_ error: DoorError, id: JSONValue) -> String {
        JSONPrinter.compact(["id": id, "error": error.json])
    }

    typealias Operation = @Sendable (DoorRequest) throws(DoorError) -> JSONObject

    /// In the order of the alphabet.
    package static var operationNames: [String] { operations.keys.sorted() }

    static let operations: [String: Operation] = [
        "avro.parse": AvroOperations.parse,
        "avro.compat": AvroOperations.compat,
        "avro.decode": AvroOperations.decode,
        "avro.encode": AvroOperations.encode,
        "avro.single": AvroOperations.single,
        "check": CheckOperation.check,
        "proto.compat": ProtobufOperations.compat,
        "proto.compile": ProtobufOperations.compile,
        "proto.decode": ProtobufOperations.decode,
        "proto.encode": ProtobufOperations.encode,
        "proto.indexes": ProtobufOperations.indexes,
    ]
}

/// What one line may cost; schema texts have the limits of their parsers.
package struct DoorLimits: Sendable, Hashable {
    /// Bytes of one line.
    package var maxLineBytes: Int
    /// Texts in one list.
    package var maxTexts: Int
    /// Of one datum, and of the JSON it becomes.
    package var avroData: DecodingLimits
    package var protobufData: ProtobufCodecLimits

    package init(
        maxLineBytes: Int = 64 << 20, maxTexts: Int = 1000, avroData: DecodingLimits = .standard,
        protobufData: ProtobufCodecLimits = .standard
    ) {
        self.maxLineBytes = maxLineBytes
        self.maxTexts = maxTexts
        self.avroData = avroData
        self.protobufData = protobufData
    }

    package static let standard = DoorLimits()
}
