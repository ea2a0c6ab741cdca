import Bytes
import KafkaWire
package import NIOCore

/// A response on its way to the client: its written bytes, and between them record bytes that lie elsewhere.
package struct Reply: Sendable {
    /// From the length prefix to the first splice, or to the end.
    package var head: ByteBuffer
    /// What follows, in order.
    package var tail: [Part]

    package enum Part: Sendable {
        case buffer(ByteBuffer)
        case file(FileRange)

        package var byteCount: Int {
            switch self {
            case .buffer(let buffer): buffer.readableBytes
            case .file(let range): range.byteCount
            }
        }
    }

    package init(head: ByteBuffer, tail: [Part] = []) {
        self.head = head
        self.tail = tail
    }

    package var byteCount: Int { tail.reduce(head.readableBytes) { $0 + $1.byteCount } }

    /// A message as it was written, with `records` put at its splices: as many, in their order and of their lengths.
    init(_ writer: borrowing WireWriter, records: [Part]) {
        let splices = writer.splices
        precondition(splices.count == records.count, "a reply brings the bytes of each of its splices")
        guard let first = splices.first else {
            self.init(head: writer.bytes.withBytes { ByteBuffer(bytes: $0) })
            return
        }
        // In bounds: splices ascend and lie inside of what was written.
        let written = writer.bytes.withBytes { ByteBuffer(bytes: $0) }
        var tail: [Part] = []
        tail.reserveCapacity(records.count * 2)
        for (index, part) in records.enumerated() {
            precondition(splices[index].byteCount == part.byteCount, "record bytes are as long as their field says")
            if part.byteCount > 0 { tail.append(part) }
            let end = index + 1 < splices.count ? splices[index + 1].position : written.readableBytes
            let start = splices[index].position
            if end > start, let slice = written.getSlice(at: start, length: end - start) { tail.append(.buffer(slice)) }
        }
        self.init(head: written.getSlice(at: 0, length: first.position) ?? ByteBuffer(), tail: tail)
    }
}

/// Bytes of a file, sent without being read into memory.
package struct FileRange: Sendable {
    /// Open for reading for as long as `owner` lives.
    package var descriptor: Int32
    package var position: Int64
    package var byteCount: Int
    /// What closes the descriptor when it goes; held until the bytes are sent.
    package var owner: any AnyObject & Sendable

    package init(descriptor: Int32, position: Int64, byteCount: Int, owner: any AnyObject & Sendable) {
        self.descriptor = descriptor
        self.position = position
        self.byteCount = byteCount
        self.owner = owner
    }
}

/// What became of a request.
package enum ReplyOutcome: Sendable {
    case reply(Reply)
    /// The client expects no answer: Produce with acks 0.
    case nothing
    /// No answer is possible; the connection closes once the answers before it are sent. The sentence goes into the log.
    case close(String)
}

/// Where outcomes go: the connection. Called from any thread.
package protocol ReplySink: AnyObject, Sendable {
    func deliver(_ outcome: ReplyOutcome, to slot: UInt64)
}
