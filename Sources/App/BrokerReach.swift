import NIOCore
import NIOPosix

/// Whether anybody listens where the log should be: asked before a Kafka client is made, which would go on trying until
/// its own deadline and then not know why.
enum BrokerReach {
    private static let timeout = TimeAmount.seconds(3)

    /// Returns as soon as one of the addresses accepts a connection.
    static func check(_ bootstrapServers: String) async throws {
        var problem = "no address was given"
        for address in addresses(bootstrapServers) {
            do {
                let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .connectTimeout(timeout).connect(host: address.host, port: address.port).get()
                return try await channel.close().get()
            } catch let error as IOError {
                problem = "\(address.host):\(address.port): \(error)"
            } catch let error as NIOConnectionError {
                let cause = error.connectionErrors.first.map { "\($0.error)" } ?? "the name has no address"
                problem = "\(address.host):\(address.port): \(cause)"
            } catch {
                problem = "\(address.host):\(address.port): \(error)"
            }
        }
        throw CommandFailure(
            .unreachable, "LOG", "nobody answers at brokers \(bootstrapServers)", why: problem,
            help: "check that herald serve runs there, or name another with --brokers or HERALD_BROKERS")
    }

    /// `PLAINTEXT://kafka-1:9092,kafka-2` as hosts and ports.
    static func addresses(_ text: String) -> [(host: String, port: Int)] {
        text.split(separator: ",").compactMap { item in
            var rest = item.drop { $0 == " " }
            while rest.last == " " { rest = rest.dropLast() }
            if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
            if rest.isEmpty { return nil }
            let isBareIPv6 = !rest.hasPrefix("[") && rest.filter { $0 == ":" }.count > 1
            guard !isBareIPv6, let colon = rest.lastIndex(of: ":"), let port = Int(rest[rest.index(after: colon)...]) else {
                return (unbracketed(rest), 9092)
            }
            return (unbracketed(rest[..<colon]), port)
        }
    }

    private static func unbracketed(_ host: Substring) -> String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host)
    }
}
