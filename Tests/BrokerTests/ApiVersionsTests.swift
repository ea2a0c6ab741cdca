import Broker
import KafkaWire
import NIOCore
import NIOEmbedded
import Testing

@Suite struct `ApiVersions` {
    private func ask(
        _ frame: ByteBuffer, answeredIn version: Int16, _ handlers: [any RequestHandler] = []
    ) throws -> (correlationId: Int32, response: ApiVersionsResponse) {
        let sink = RecordingSink()
        let connection = ConnectionInfo(
            peerHost: "", peerPort: 0, localHost: "", localPort: 0, eventLoop: EmbeddedEventLoop())
        RequestRouter(handlers).route(Wire.message(frame), connection: connection, sink: sink, slot: 0)
        return try Wire.read(try #require(sink.messages.first), version: version)
    }

    @Test(arguments: [0, 1, 2, 3, 4] as [Int16])
    func `tells of itself and of every handler`(version: Int16) throws {
        let request = ApiVersionsRequest(clientSoftwareName: "librdkafka", clientSoftwareVersion: "2.0.2-1.el9")
        let frame = Wire.frame(request, version: version, correlationId: 40)
        let (correlationId, response) = try ask(
            frame, answeredIn: version, [HoldingHandler<ProduceRequest>(), HoldingHandler<FetchRequest>()])
        #expect(correlationId == 40)
        #expect(response.errorCode == .none)
        #expect(response.apiKeys == [
            .init(apiKey: 0, minVersion: 0, maxVersion: 13),
            .init(apiKey: 1, minVersion: 4, maxVersion: 17),
            .init(apiKey: 18, minVersion: 0, maxVersion: 4),
        ])
        #expect(response.supportedFeatures == [])
        #expect(response.finalizedFeatures == [])
        #expect(response.finalizedFeaturesEpoch == -1)
    }

    @Test(arguments: [5, 9, 32767, -1] as [Int16])
    func `answers a version it does not know in the form of version 0`(version: Int16) throws {
        let (correlationId, response) = try ask(
            Wire.frame(apiKey: 18, version: version, correlationId: 41, body: [0, 1, 2, 3]), answeredIn: 0)
        #expect(correlationId == 41)
        #expect(response.errorCode == .unsupportedVersion)
        #expect(response.apiKeys == [.init(apiKey: 18, minVersion: 0, maxVersion: 4)])
    }

    @Test(arguments: ["", "-a", "a-", ".", "a b", "é", "a_b"])
    func `refuses a software name that is none`(name: String) throws {
        for request in [
            ApiVersionsRequest(clientSoftwareName: name, clientSoftwareVersion: "1.0"),
            ApiVersionsRequest(clientSoftwareName: "client", clientSoftwareVersion: name),
        ] {
            let response = try ask(Wire.frame(request, version: 3, correlationId: 1), answeredIn: 3).response
            #expect(response.errorCode == .invalidRequest)
            #expect(response.apiKeys == [])
        }
    }

    @Test(arguments: ["a", "0", "apache-kafka-java", "a.-b", "4.0.0"])
    func `takes one that is`(name: String) throws {
        let request = ApiVersionsRequest(clientSoftwareName: name, clientSoftwareVersion: name)
        #expect(try ask(Wire.frame(request, version: 4, correlationId: 1), answeredIn: 4).response.errorCode == .none)
    }
}
