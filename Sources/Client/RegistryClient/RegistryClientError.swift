public import RegistryModel

/// A call to the registry that did not work out.
///
/// ```swift
/// do { _ = try await registry.version(.latest, of: subject) }
/// catch let error as RegistryClientError where error.isNotFound { … }
/// ```
public struct RegistryClientError: Error, Hashable, Sendable {
    /// What was being done, as a clause: `register a schema under orders-value`.
    public var action: String
    /// `POST /subjects/orders-value/versions`
    public var request: String
    /// The registry that was asked last: `http://localhost:8081`.
    public var server: String
    /// Nil when there was no answer.
    public var httpStatus: Int?
    /// The registry's own code, such as 40401.
    public var code: RegistryErrorCode?
    /// What the registry said, or why there was no answer.
    public var message: String
    /// What to do about it.
    public var advice: String?
    /// The server may have carried the call out: it answered, or took the request and was not heard of again.
    var mayHaveHappened: Bool

    public init(
        action: String, request: String, server: String, httpStatus: Int? = nil, code: RegistryErrorCode? = nil,
        message: String, advice: String? = nil
    ) {
        self.action = action
        self.request = request
        self.server = server
        self.httpStatus = httpStatus
        self.code = code
        self.message = message
        self.advice = advice ?? Self.advice(httpStatus)
        mayHaveHappened = httpStatus != nil
    }

    /// There is no such subject, version or schema.
    public var isNotFound: Bool { httpStatus == 404 }

    /// The schema does not fit the subject's history.
    public var isIncompatible: Bool { httpStatus == 409 }

    /// Nobody answered, or nobody was able to: the same call may work later.
    public var isUnavailable: Bool {
        guard let httpStatus else { return true }
        return Self.retriedStatuses.contains(httpStatus)
    }

    /// What Confluent's clients retry, too.
    static let retriedStatuses: Set<Int> = [408, 429, 500, 502, 503, 504]

    private static func advice(_ status: Int?) -> String? {
        switch status {
        case nil: "Check that a registry listens there"
        case 401: "Give the client a user name and password, or a token"
        case 403: "Ask for permission on the subject"
        case 409: "Change the schema so that it fits, or the subject's compatibility level"
        default: nil
        }
    }
}

extension RegistryClientError: CustomStringConvertible {
    public var description: String {
        var detail = "\(request) at \(server)"
        if let httpStatus { detail += ", HTTP \(httpStatus)" }
        if let code, code.rawValue != httpStatus { detail += ", code \(code)" }
        return "Could not \(action): \(message) (\(detail))" + (advice.map { ". \($0)" } ?? "")
    }
}
