/// Two threads and a TCP connection on loopback: one sends frames, the other reads each whole and answers shortly. Five
/// frames may be unanswered, as with a producer's requests.
struct LoopbackStream: Sendable {
    var frameByteCount: Int
    var replyByteCount: Int
    var byteCount: Int

    func run() throws {
        let (listener, address) = try Socket.listen()
        let frames = (byteCount + frameByteCount - 1) / frameByteCount
        try onThreads(2) { side in
            if side == 0 { try send(frames, try Socket.connect(address)) } else { try answer(frames, listener) }
        }
    }

    private func send(_ frames: Int, _ socket: Socket) throws {
        let frame = Noise.bytes(frameByteCount)
        var reply = [UInt8](repeating: 0, count: replyByteCount)
        var unanswered = 0
        for sent in 0..<(frames + 5) {
            if sent < frames {
                try socket.write(frame)
                unanswered += 1
            }
            while unanswered > (sent < frames ? 4 : 0) {
                guard try reply.withUnsafeMutableBytes({ try socket.fill($0) }) else { return }
                unanswered -= 1
            }
        }
    }

    private func answer(_ frames: Int, _ listener: Socket) throws {
        guard let socket = listener.accept() else { return }
        var frame = [UInt8](repeating: 0, count: frameByteCount)
        let reply = Noise.bytes(replyByteCount)
        for _ in 0..<frames {
            guard try frame.withUnsafeMutableBytes({ try socket.fill($0) }) else { return }
            try socket.write(reply)
        }
    }
}
