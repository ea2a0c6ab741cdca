package import NIOCore

/// Where the next read of a connection's socket goes: behind what has arrived of the frame that is being received, so that its
/// bytes are never moved again, or into a buffer of its own.
///
/// NIO asks for a buffer before each read and hands it to the handler after it. Between two readings the handler offers the room
/// of an unfinished frame here, and afterwards settles what has become of it. Bound to the connection's loop. It counts on NIO
/// asking each time, which it does with one message per read and where no next size is told.
package struct FrameRoom: RecvByteBufferAllocator {
    /// What has become of the room that was offered.
    package enum Settlement {
        /// None was, or NIO took another buffer for what has arrived. The room is to be taken back, if it is there.
        case unused(ByteBuffer?)
        /// What has arrived stands in the room, behind what was there.
        case filled
        /// A read that was to find something found nothing, and NIO let go of the buffer: what was in it is gone.
        case lost
    }

    private enum Offer {
        case none
        case made(ByteBuffer)
        case taken
        case lost
    }

    /// The first buffer stays with NIO for as long as the connection lives.
    private static let firstSize = 512
    /// For the beginning of a frame behind one that had room of its own: enough to know its length, little to move.
    private static let beginningSize = 16 << 10

    private struct State {
        var offer = Offer.none
        /// Whether the frame before had room of its own.
        var isLarge = false
    }

    private let state: NIOLoopBoundBox<State>
    private var sizes = AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: 65536, maximum: 1 << 18)
    private var isFirst = true

    /// On the connection's loop.
    package init(eventLoop: any EventLoop) { state = NIOLoopBoundBox(State(), eventLoop: eventLoop) }

    /// Takes the room of an unfinished frame. The caller keeps no other reference to its memory: NIO would copy it.
    func offer(_ room: consuming ByteBuffer) {
        state.value = State(offer: .made(room), isLarge: true)
    }

    /// What has become of the last offer, which is over with this.
    func settle() -> Settlement {
        defer { state.value.offer = .none }
        return switch state.value.offer {
        case .none: .unused(nil)
        case .made(let room): .unused(room)
        case .taken: .filled
        case .lost: .lost
        }
    }

    package func buffer(allocator: ByteBufferAllocator) -> ByteBuffer {
        switch state.value.offer {
        case .made(let room):
            state.value.offer = .taken
            return room
        case .taken:
            state.value.offer = .lost
        case .none, .lost:
            break
        }
        if isFirst { return allocator.buffer(capacity: Self.firstSize) }
        if state.value.isLarge {
            state.value.isLarge = false
            return allocator.buffer(capacity: Self.beginningSize)
        }
        return sizes.buffer(allocator: allocator)
    }

    /// - Returns: true, which tells NIO not to read into the same buffer again.
    package mutating func record(actualReadBytes: Int) -> Bool {
        isFirst = false
        _ = sizes.record(actualReadBytes: actualReadBytes)
        return true
    }
}
