package import NIOCore

/// Cuts what arrives from a socket into frames: an int32 length, and that many bytes.
///
/// A frame that lies in one read is a slice of it. One that does not is gathered in a buffer that has room for it from the start,
/// so that its bytes are moved once; if it claims more than a mebibyte and a half, in one which never has room for much more than
/// has arrived.
package struct FrameAccumulator {
    /// Room that a claim alone is given: memory that is not touched before bytes arrive. Above what batches of producers have
    /// where nobody changed `max.message.bytes`.
    private static let roomAtOnce = 3 << 19

    package let maxFrameBytes: Int
    private let allocator: ByteBufferAllocator
    private var buffer: ByteBuffer?

    package init(maxFrameBytes: Int, allocator: ByteBufferAllocator = ByteBufferAllocator()) {
        self.maxFrameBytes = maxFrameBytes
        self.allocator = allocator
    }

    /// Bytes that have arrived and are not yet part of a frame that was given out.
    package var byteCount: Int { buffer?.readableBytes ?? 0 }

    package mutating func append(_ arrived: ByteBuffer) {
        guard var held = buffer.take(), held.readableBytes > 0 else {
            buffer = arrived
            return
        }
        let total = held.readableBytes + arrived.readableBytes
        if held.writableBytes < arrived.readableBytes {
            let claim = Self.length(of: held).map { $0 + 4 } ?? total
            // Twice of what is there, so that gathering a frame copies each byte a bounded number of times.
            let wanted = claim <= Self.roomAtOnce ? claim : min(held.readableBytes * 2, claim)
            var larger = allocator.buffer(capacity: max(total, wanted))
            larger.writeImmutableBuffer(held)
            held = larger
        }
        held.writeImmutableBuffer(arrived)
        buffer = held
    }

    /// The next whole frame, without its length; nil if it has not arrived yet.
    package mutating func next() throws(FrameError) -> ByteBuffer? {
        guard let held = buffer, let length = Self.length(of: held) else { return nil }
        guard length >= 0 && length <= maxFrameBytes else { throw FrameError(length: length, limit: maxFrameBytes) }
        guard let frame = held.getSlice(at: held.readerIndex + 4, length: length) else { return nil }
        let end = held.readableBytes
        if end == length + 4 {
            buffer = nil
        } else {
            buffer?.moveReaderIndex(forwardBy: length + 4)
        }
        return frame
    }

    /// Lets go of the memory of frames that were given out, once it is more than what is left over, which moves to a buffer
    /// of its own. So each byte is moved a bounded number of times, however slowly frames are taken.
    package mutating func compact() {
        guard let held = buffer, held.readerIndex > held.readableBytes else { return }
        var moved = allocator.buffer(capacity: held.readableBytes)
        moved.writeImmutableBuffer(held)
        buffer = moved
    }

    /// For tests: the memory held.
    package var storageCapacity: Int { buffer?.capacity ?? 0 }

    private static func length(of held: ByteBuffer) -> Int? {
        held.getInteger(at: held.readerIndex, as: Int32.self).map(Int.init)
    }
}

/// A length that no Kafka client sends.
package struct FrameError: Error, Equatable, CustomStringConvertible {
    package var length: Int
    package var limit: Int

    package var description: String {
        var sentence = "a frame claims \(length) bytes, "
        sentence += length < 0 ? "which is negative" : "the limit is \(limit) (socket.request.max.bytes)"
        if let guess { sentence += "; the client seems to speak \(guess)" }
        return sentence
    }

    /// The first four bytes of other protocols, read as a length.
    private var guess: String? {
        switch UInt32(bitPattern: Int32(truncatingIfNeeded: length)) {
        case 0x4745_5420, 0x504F_5354, 0x5055_5420, 0x4845_4144, 0x4F50_5449: "HTTP"
        case 0x1603_0000...0x1603_FFFF: "TLS"
        default: nil
        }
    }
}
