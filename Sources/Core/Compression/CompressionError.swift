/// Bytes that a codec could not unpack, or not within its limit.
package struct CompressionError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        /// The packed bytes are not what their format allows.
        case malformed
        /// They unpack to more than the caller allows.
        case tooLarge
        /// The library could not get memory, or refused its settings.
        case unavailable
    }

    package var kind: Kind
    package var codec: CompressionCodec
    /// What is wrong, as a clause.
    package var problem: String

    package var description: String { "\(codec.name): \(problem)" }

    static func malformed(_ codec: CompressionCodec, _ problem: String) -> CompressionError {
        CompressionError(kind: .malformed, codec: codec, problem: problem)
    }

    static func tooLarge(_ codec: CompressionCodec, limit: Int) -> CompressionError {
        CompressionError(kind: .tooLarge, codec: codec, problem: "unpacks to more than the \(limit) bytes allowed here")
    }

    static func unavailable(_ codec: CompressionCodec, _ problem: String) -> CompressionError {
        CompressionError(kind: .unavailable, codec: codec, problem: problem)
    }
}
