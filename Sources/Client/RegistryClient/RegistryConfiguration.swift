internal import AsyncHTTPClient

/// Where the registry is, how to prove who one is, and how long answers are kept.
///
/// ```swift
/// var configuration = RegistryConfiguration("https://registry-1:8081", "https://registry-2:8081")
/// configuration.authorization = .basic(user: "billing", password: secret)
/// ```
public struct RegistryConfiguration: Sendable {
    public enum Authorization: Sendable, Hashable {
        case basic(user: String, password: String)
        case bearer(token: String)

        var headerValue: String {
            switch self {
            case .basic(let user, let password):
                HTTPClient.Authorization.basic(username: user, password: password).headerValue
            case .bearer(let token): HTTPClient.Authorization.bearer(tokens: token).headerValue
            }
        }
    }

    /// Servers of one registry; when one does not answer, the next is asked. A user name and password may stand in a
    /// URL (`https://user:password@host`); they are used where `authorization` is nil.
    public var baseURLs: [String]
    public var authorization: Authorization?
    /// How long one request may take.
    public var timeout: Duration
    /// How often all servers are tried before a call fails; at least once.
    public var attempts: Int
    /// Waits between rounds are random, up to `backoff` doubled each round, at most `maxBackoff`.
    public var backoff: Duration
    public var maxBackoff: Duration
    /// How long "the latest version" and lookups are believed.
    public var latestLifetime: Duration
    /// How long "there is none" is believed.
    public var notFoundLifetime: Duration
    /// Entries of each cache; the least recently used go first.
    public var maxCachedSchemas: Int
    /// The longest answer that is read.
    public var maxBodyBytes: Int

    package var time = RegistryTime()

    public init(_ baseURLs: String...) { self.init(baseURLs: baseURLs) }

    public init(baseURLs: [String]) {
        self.baseURLs = baseURLs
        self.authorization = nil
        self.timeout = .seconds(10)
        self.attempts = 4
        self.backoff = .milliseconds(200)
        self.maxBackoff = .seconds(5)
        self.latestLifetime = .seconds(300)
        self.notFoundLifetime = .seconds(5)
        self.maxCachedSchemas = 10_000
        self.maxBodyBytes = 16 << 20
    }
}

/// The clock, the waits and the dice, so that tests hold them.
package struct RegistryTime: Sendable {
    package var now: @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    package var wait: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    /// A fraction from 0 to 1.
    package var random: @Sendable () -> Double = { Double.random(in: 0...1) }
}
