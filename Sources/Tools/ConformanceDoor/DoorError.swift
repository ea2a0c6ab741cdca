internal import Avro
internal import JSONText
internal import ProtobufCodec
internal import ProtobufSchema

/// Why a line has no result: `{"kind": …, "at": …, "message": …}`.
package struct DoorError: Error, Sendable, Hashable {
    package enum Kind: String, Sendable {
        /// A text or bytes that are not what they should be.
        case parse
        /// Each part is sound, but they do not go together: a value and its schema, an operation and its members.
        case type
        /// Larger or deeper than is allowed.
        case limit
        /// Something that has to be brought along is not there: an import, the end of a line.
        case io
    }

    package var kind: Kind
    /// `line:column` in a text, or the path of a value or of a member of the request.
    package var at: String
    package var message: String

    package init(_ kind: Kind, at: String, _ message: String) {
        self.kind = kind
        self.at = at
        self.message = message
    }

    var json: JSONValue { ["kind": .string(kind.rawValue), "at": .string(at), "message": .string(message)] }

    static func unknownOperation(_ name: String) -> DoorError {
        let known = ConformanceDoor.operationNames.joined(separator: ", ")
        let found =
            name.isEmpty ? "\"op\" names no operation" : "no operation is called \(JSONPrinter.quoted(String(name.prefix(60))))"
        return DoorError(.type, at: "op", "\(found); expected one of \(known)")
    }
}

/// An error of the machinery behind the door, which has a kind and a place in front of it.
protocol DoorTranslatable: Error {
    /// - Parameter member: the member of the request that was being worked on.
    func atDoor(_ member: String) -> DoorError
}

/// Does what may fail for reasons that stand in `member`.
func working<R, E: DoorTranslatable>(on member: String, _ body: () throws(E) -> R) throws(DoorError) -> R {
    do throws(E) { return try body() } catch { throw error.atDoor(member) }
}

extension JSONError: DoorTranslatable {
    func atDoor(_ member: String) -> DoorError {
        DoorError(isLimit ? .limit : .parse, at: "\(position)", "\(member) is not JSON: \(problem)")
    }
}

extension AvroSchemaError: DoorTranslatable {
    func atDoor(_ member: String) -> DoorError {
        let text = reference.map { "\(member)[\($0)]" } ?? member
        return DoorError(isLimit ? .limit : .parse, at: "\(range)", "\(text) is no Avro schema: \(sentence)")
    }
}

extension SchemaResolutionError: DoorTranslatable {
    func atDoor(_ member: String) -> DoorError {
        let isLimit = errors.contains { $0.code == .tooComplex }
        return DoorError(isLimit ? .limit : .type, at: errors.first?.path.description ?? member, description)
    }
}

extension AvroDecodingError: DoorTranslatable {
    func atDoor(_ member: String) -> DoorError {
        let kind: DoorError.Kind =
            switch code {
            case .malformed: .parse
            case .limit: .limit
            case .unresolvable, .mismatch: .type
            }
        return DoorError(kind, at: path.description.isEmpty ? member : path.description, description)
    }
}

extension AvroEncodingError: DoorTranslatable {
    func atDoor(_ member: String) -> DoorError {
        DoorError(code == .limit ? .limit : .type, at: place?.description ?? path.description, description)
    }
}

extension ProtobufSchemaError: DoorTranslatable {
    func atDoor(_ member: String) -> DoorError {
        let kind: DoorError.Kind =
            switch code {
            case .syntax: .parse
            case .invalid: .type
            case .missingImport: .io
            case .limit: .limit
            }
        let place = range?.description ?? (file.isEmpty ? member : file)
        return DoorError(kind, at: place, "\(member) cannot be compiled: \(file.isEmpty ? sentence : description)")
    }
}

extension ProtobufCodecError: DoorTranslatable {
    func atDoor(_ member: String) -> DoorError {
        let kind: DoorError.Kind =
            switch code {
            case .malformed: .parse
            case .mismatch, .incomplete: .type
            case .limit: .limit
            }
        let place = textPosition?.description ?? (pathText.isEmpty ? member : pathText)
        return DoorError(kind, at: place, "\(member): \(description)")
    }
}
