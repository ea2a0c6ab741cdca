import KafkaClient
import RegistryClient
import RegistryModel

extension CommandFailure {
    /// What the log or the way to it said, as an ending.
    init(_ error: KafkaClientError, brokers: String) {
        let status: ExitStatus =
            switch error.code {
            case .unknownTopicOrPartition, .unknownTopic, .unknownPartition, .groupNotFound: .notFound
            case .topicAlreadyExists, .groupNotEmpty: .conflict
            case .authentication, .topicAuthorizationFailed, .groupAuthorizationFailed: .permission
            case .transport, .allBrokersDown, .timedOut, .deliveryTimedOut: .unreachable
            case .invalidPartitions, .invalidConfig: .usage
            default: .failure
            }
        self.init(status, "LOG", "\(error)", at: "brokers \(brokers)")
    }

    /// What the registry or the way to it said, as an ending.
    init(_ error: RegistryClientError) {
        let status: ExitStatus
        switch (error.httpStatus, error.code) {
        case (nil, _), (408, _), (503, _), (504, _): status = .unreachable
        case (404, _): status = .notFound
        case (401, _), (403, _): status = .permission
        case (409, _): status = .findings
        case (422, RegistryErrorCode.referenceExists), (422, RegistryErrorCode.operationNotPermitted): status = .conflict
        case (422, RegistryErrorCode.invalidCompatibilityLevel), (422, RegistryErrorCode.invalidVersion),
            (422, RegistryErrorCode.invalidSubject):
            status = .usage
        default: status = .failure
        }
        let help =
            error.httpStatus == nil
            ? "check that herald serve runs there, or name another with --server or HERALD_SERVER"
            : error.advice.map { $0.prefix(1).lowercased() + $0.dropFirst() }
        self.init(
            status, "REGISTRY", "could not \(error.action): \(error.message)", at: "\(error.request) at \(error.server)",
            help: help)
    }
}

/// Runs `body` with a client of the registry, and turns what it throws into what the user is told.
func withRegistry<R>(_ server: ServerOptions, _ body: (RegistryClient) async throws -> R) async throws -> R {
    do {
        return try await body(server.registry)
    } catch let error as RegistryClientError {
        throw CommandFailure(error)
    }
}

extension ServerOptions {
    /// Somebody waits in front of it: two tries, not four.
    var registry: RegistryClient {
        var configuration = RegistryConfiguration(url)
        configuration.attempts = 2
        return RegistryClient(configuration)
    }
}
