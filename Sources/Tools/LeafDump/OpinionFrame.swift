package import Bytes

/// What is said to `herald-verify` and what it answers: a kind, then byte strings, all with little-endian lengths.
///
///     u32 length of what follows
///     u8  kind
///     u32 length, bytes   as often as there are parts
package struct OpinionFrame: Equatable, Sendable {
    package enum Kind: UInt8, Sendable {
        /// An Avro schema text; those before it are forgotten.
        case avroSchema = 1
        /// A serialized `FileDescriptorSet` and the full name of a message.
        case protobufSchema = 2
        /// Data of the schema last given. The answer has as many parts.
        case data = 3
        /// The schema is understood, or the dumps of the data.
        case dumps = 4
        /// Why not, as text.
        case refusal = 5
        /// Path, codec and schema of an Avro container file to be made.
        case containerCreate = 6
        /// Path of a container file to write on at the end of.
        case containerContinue = 7
        /// Encoded data to write as one block. The answer comes when the kernel has them.
        case containerData = 8
        /// Path of a container file to be read.
        case containerOpen = 9
        /// The next data, encoded again in the schema of the file. At its end the answer has no parts.
        case containerNext = 10
    }

    package static let maxBytes = 256 << 20

    package var kind: Kind
    package var parts: [[UInt8]]

    package init(_ kind: Kind, _ parts: [[UInt8]] = []) {
        self.kind = kind
        self.parts = parts
    }

    package static func refusal(_ sentence: String) -> OpinionFrame { OpinionFrame(.refusal, [Array(sentence.utf8)]) }

    /// With the length in front.
    package var serialized: [UInt8] {
        var writer = ByteWriter()
        writer.writeLittleEndian(UInt32(parts.reduce(1) { $0 + 4 + $1.count }))
        writer.write(kind.rawValue)
        for part in parts {
            writer.writeLittleEndian(UInt32(part.count))
            writer.writeBytes(part)
        }
        return writer.array()
    }

    /// - Parameter body: what follows the length.
    package init(parsing body: [UInt8]) throws(MalformedBytes) {
        self = try body.withByteReader { (reader) throws(MalformedBytes) in
            let first = try reader.readInteger(UInt8.self)
            guard let kind = Kind(rawValue: first) else {
                throw MalformedBytes(reading: "kind of a frame", position: 0, problem: "is \(first)")
            }
            var parts: [[UInt8]] = []
            while !reader.isAtEnd {
                let count = Int(try reader.readLittleEndian(UInt32.self))
                parts.append(try reader.readBytes(count, reading: "part of a frame"))
            }
            return OpinionFrame(kind, parts)
        }
    }
}
