import KafkaWire

/// Lists what is served. Versions 0-4; of the features that clients look for, transactions are there in their second version
/// (KIP-890), and groups whose assignments the server makes (KIP-848).
///
/// - v1: throttle time, always 0
/// - v3: the client's software name and version, which must look like names (KIP-511)
///
/// A version that we do not know is answered by `RequestRouter` itself.
struct ApiVersionsHandler: RequestHandler {
    let table: [ApiVersionsResponse.ApiVersion]

    func handle(_ request: ApiVersionsRequest, _ context: RequestContext, _ reply: ReplySlot<ApiVersionsResponse>) {
        let isNamed = Self.isSoftwareName(request.clientSoftwareName) && Self.isSoftwareName(request.clientSoftwareVersion)
        guard context.version < 3 || isNamed else {
            reply.answer(ApiVersionsResponse(errorCode: .invalidRequest))
            return
        }
        var response = ApiVersionsResponse(apiKeys: table)
        for feature in Self.features where table.contains(where: { $0.apiKey == feature.api.rawValue }) {
            response.supportedFeatures.append(.init(name: feature.name, minVersion: 1, maxVersion: feature.level))
            response.finalizedFeatures.append(
                .init(name: feature.name, maxVersionLevel: feature.level, minVersionLevel: feature.level))
            response.finalizedFeaturesEpoch = 0
        }
        reply.answer(response)
    }

    /// Each is there when the API is that it is about.
    private static let features: [(name: String, level: Int16, api: APIKey)] = [
        ("group.version", 1, .consumerGroupHeartbeat), ("transaction.version", 2, .endTxn),
    ]

    /// Letters and digits, and between them also `-` and `.`.
    private static func isSoftwareName(_ name: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: false
            }
        }
        guard let first = name.utf8.first, let last = name.utf8.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return name.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }
}
