package import NIOCore

/// Cuts what arrives from a socket into frames: an int32 length, and that many bytes.
///
/// A frame that lies in one read is a slice of it. One that does not is gathered in a buffer that has room for it from the start;
/// if it claims more than a mebibyte and a half, in one which never has room for much more than has arrived. That room can be lent
/// to the next read, and what the read puts there is not moved again.
package struct FrameAccumulator {
    /// Room that a claim alone is given: memory that is not touched before bytes arrive. Above what batches of producers have
    /// where nobody changed `max.message.bytes`.
    private static let roomAtOnce = 3 << 19
    /// What is missing of a frame for its room to be lent: below that, moving it costs less than a read of its own.
    private static let smallestLoan = 16 << 10

    package let maxFrameBytes: Int
    private let allocator: ByteBufferAllocator
    private var buffer: ByteBuffer?
    /// Bytes that have arrived and are in the room that is lent.
    private var lentBytes = 0

    package init(maxFrameBytes: Int, allocator: ByteBufferAllocator = ByteBufferAllocator()) {
        self.maxFrameBytes = maxFrameBytes
        self.allocator = allocator
    }

    /// Bytes that have arrived and are not yet part of a frame that was given out.
    package var byteCount: Int { lentBytes + (buffer?.readableBytes ?? 0) }

    package mutating func append(_ arrived: ByteBuffer) {
        guard var held = buffer.take(), held.readableBytes > 0 else {
            buffer = arrived
            return
        }
        let total = held.readableBytes + arrived.readableBytes
        if held.writableBytes < arrived.readableBytes {
            var larger = allocator.buffer(capacity: max(total, Self.room(for: held)))
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

    /// The room of the frame that is being received, with what has arrived of it, for the next read to go on in: there is no space
    /// behind the frame's end. nil if so little is missing that it is not worth it. Until `takeBack` nothing may be appended or
    /// taken.
    package mutating func lend() -> ByteBuffer? {
        guard let held = buffer, let length = Self.length(of: held), length <= maxFrameBytes else { return nil }
        guard length + 4 - held.readableBytes >= Self.smallestLoan else { return nil }
        lentBytes = held.readableBytes
        buffer = nil
        let claim = length + 4
        let hasRoom = claim <= Self.roomAtOnce ? held.capacity == claim : held.writableBytes >= Self.smallestLoan
        return hasRoom && held.readerIndex == 0 && held.capacity <= claim ? held : roomy(Self.room(for: held), held)
    }

    /// What `lend` gave, with what was read into it.
    package mutating func takeBack(_ room: ByteBuffer) {
        buffer = room
        lentBytes = 0
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

    /// A buffer of just that capacity, with the bytes of the other.
    private func roomy(_ capacity: Int, _ held: ByteBuffer) -> ByteBuffer? {
        var whole = allocator.buffer(capacity: capacity)
        whole.writeImmutableBuffer(held)
        // The allocator rounds up; a slice ends where it is said to. The bytes in it mean nothing before they are written.
        whole.moveWriterIndex(to: capacity)
        var room = whole.getSlice(at: 0, length: capacity)
        room?.moveWriterIndex(to: held.readableBytes)
        return room
    }

    /// The capacity that gathers the frame which begins there.
    private static func room(for held: ByteBuffer) -> Int {
        guard let length = length(of: held) else { return 0 }
        // Twice of what is there, so that gathering a frame copies each byte a bounded number of times.
        return length + 4 <= roomAtOnce ? length + 4 : min(held.readableBytes * 2, length + 4)
    }

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
