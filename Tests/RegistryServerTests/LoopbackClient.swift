import NIOCore
import NIOPosix

/// A client of one request a connection that sends exactly the bytes it is told, true HTTP or not.
struct LoopbackClient: Sendable {
    struct Reply: Sendable, Equatable {
        var status: Int
        var headers: [String: String]
        var body: String
    }

    let address: SocketAddress

    func request(_ method: String, _ target: String, _ body: String? = nil, headers: [String: String] = [:]) async throws -> Reply
    {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: registry\r\n"
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
        if let body { head += "Content-Length: \(body.utf8.count)\r\n" }
        return try await send(head + "\r\n" + (body ?? ""))
    }

    /// Sends `text` and reads one reply.
    func send(_ text: String) async throws -> Reply { try await send([ByteBuffer(string: text)]) }

    /// Sends the parts as long as they are taken, and reads one reply meanwhile.
    func send(_ parts: some Sequence<ByteBuffer> & Sendable) async throws -> Reply {
        try await exchange(parts) { inbound in try await Self.readReply(inbound) }
    }

    /// Sends `text` and answers all that comes back until the server closes.
    func sendAndReadAll(_ text: String) async throws -> String {
        try await exchange([ByteBuffer(string: text)]) { inbound in
            var all = ""
            for try await part in inbound { all += String(buffer: part) }
            return all
        }
    }

    /// Sends `text`, reads its reply, and keeps the connection open until `release` gives something.
    func send(_ text: String, onReply: @escaping @Sendable () -> Void, holdUntil release: AsyncStream<Void>) async throws -> Reply {
        try await exchange([ByteBuffer(string: text)]) { inbound in
            let reply = try await Self.readReply(inbound)
            onReply()
            _ = await release.first { _ in true }
            return reply
        }
    }

    private func exchange<Received: Sendable>(
        _ parts: some Sequence<ByteBuffer> & Sendable,
        _ read: @escaping @Sendable (NIOAsyncChannelInboundStream<ByteBuffer>) async throws -> Received
    ) async throws -> Received {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(to: address) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            try await withThrowingTaskGroup(of: Received?.self) { group in
                group.addTask {
                    // The server may have closed before it has all, which is what some tests want.
                    do { for part in parts { try await outbound.write(part) } } catch is ChannelError {} catch is IOError {}
                    return nil
                }
                group.addTask { try await read(inbound) }
                while let finished = try await group.next() {
                    guard let received = finished else { continue }
                    group.cancelAll()
                    return received
                }
                throw Incomplete(bytes: "")
            }
        }
    }

    struct Incomplete: Error { var bytes: String }

    private static func readReply(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws -> Reply {
        var text = ""
        for try await part in inbound {
            text += String(buffer: part)
            if let reply = parse(text) { return reply }
        }
        throw Incomplete(bytes: text)
    }

    /// The reply if it is whole. Sizes are counted in bytes.
    private static func parse(_ text: String) -> Reply? {
        guard let split = text.firstRange(of: "\r\n\r\n") else { return nil }
        let lines = text[..<split.lowerBound].split(separator: "\r\n")
        let body = text[split.upperBound...]
        guard let statusLine = lines.first, let status = statusLine.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else {
            return nil
        }
        if status == 100 { return parse(String(body)) }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description
        }
        guard let length = headers["content-length"].flatMap({ Int($0) }), body.utf8.count >= length else { return nil }
        return Reply(status: status, headers: headers, body: String(body))
    }
}
