/// Cuts a stream of bytes into lines and holds at most one line of the greatest length allowed.
package struct LineSplitter {
    package enum Event: Equatable, Sendable {
        /// Without its line end, `\n` or `\r\n`.
        case line([UInt8])
        /// A line longer than allowed, of which nothing was kept.
        case overlongLine
    }

    private let maxLineBytes: Int
    private var pending: [UInt8] = []
    private var isSkipping = false

    package init(maxLineBytes: Int) { self.maxLineBytes = maxLineBytes }

    /// Takes the next piece of the stream and hands out the lines that end in it, in order.
    package mutating func receive(_ piece: some Collection<UInt8>, _ handle: (Event) -> Void) {
        var rest = piece[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            append(rest[..<end])
            handle(takeLine())
            rest = rest[rest.index(after: end)...]
        }
        append(rest)
    }

    /// The stream has ended: what stands behind the last line end is a line too, if it is not empty.
    package mutating func finish(_ handle: (Event) -> Void) {
        if isSkipping || !pending.isEmpty { handle(takeLine()) }
    }

    private mutating func append(_ bytes: some Collection<UInt8>) {
        guard !isSkipping else { return }
        if pending.count + bytes.count > maxLineBytes {
            isSkipping = true
            pending = []
        } else {
            pending += bytes
        }
    }

    private mutating func takeLine() -> Event {
        defer {
            isSkipping = false
            // The memory of a large line is given back.
            if pending.capacity > 1 << 20 { pending = [] } else { pending.removeAll(keepingCapacity: true) }
        }
        if isSkipping { return .overlongLine }
        if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
        return .line(pending)
    }
}
