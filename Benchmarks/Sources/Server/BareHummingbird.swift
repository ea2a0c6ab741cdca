import Glibc
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The HTTP library alone, as a process: every request is answered with the same bytes. The ceiling of what rides on it.
enum BareHummingbird {
    /// Serves until it is ended; says where on one line, as `herald serve` does.
    static func run(answering body: String) async throws {
        let bytes = ByteBuffer(string: body), length = String(body.utf8.count)
        var logger = Logger(label: "bare")
        logger.logLevel = .critical
        let server = try HTTPServerBuilder.http1().buildServer(
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: 0)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger,
            responder: { _, writer, _ in
                let fields: HTTPFields = [.contentType: "application/vnd.schemaregistry.v1+json", .contentLength: length]
                try await writer.write(
                    response: HTTPResponse(status: .ok, headerFields: fields), body: ResponseBody(byteBuffer: bytes))
            },
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                print("herald ready kafka=- http=127.0.0.1:\(port)")
                fflush(nil)
            })
        try await server.run()
    }
}
