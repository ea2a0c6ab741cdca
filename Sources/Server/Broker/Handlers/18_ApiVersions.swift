import KafkaWire

/// Lists what is served. Versions 0-4; of the features that clients look for, transactions are there in their second version
/// (KIP-890).
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
        if table.contains(where: { $0.apiKey == APIKey.endTxn.rawValue }) {
            response.supportedFeatures = [.init(name: Self.transactions, minVersion: 1, maxVersion: 2)]
            response.finalizedFeatures = [.init(name: Self.transactions, maxVersionLevel: 2, minVersionLevel: 2)]
            response.finalizedFeaturesEpoch = 0
        }
        reply.answer(response)
    }

    private static let transactions = "transaction.version"

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
