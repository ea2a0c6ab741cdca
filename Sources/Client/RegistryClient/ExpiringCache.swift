internal import Synchronization

/// Answers that are believed for a while, asked for once however many want them at the same time.
///
/// Bounded: beyond `limit` the least recently used quarter goes. "Not found" is remembered too, shortly. When the registry
/// does not answer, an answer past its time is better than none and is given out again.
final class ExpiringCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        var answer: Result<Value, RegistryClientError>
        /// Nil: for ever.
        var expires: ContinuousClock.Instant?
        var lastUse: UInt64
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var flights: [Key: Task<Value, any Error>] = [:]
        var uses: UInt64 = 0
    }

    private enum Step {
        case known(Result<Value, RegistryClientError>)
        case flight(Task<Value, any Error>)
    }

    private let state = Mutex(State())
    private let limit: Int
    private let lifetime: Duration?
    private let notFoundLifetime: Duration
    private let time: RegistryTime

    /// - Parameter lifetime: of answers; nil for answers that never change.
    init(limit: Int, lifetime: Duration?, notFoundLifetime: Duration, time: RegistryTime) {
        self.limit = max(1, limit)
        self.lifetime = lifetime
        self.notFoundLifetime = notFoundLifetime
        self.time = time
    }

    /// The answer from memory, from a request under way, or from `load`.
    ///
    /// The request belongs to everybody who waits for it: cancelling one of them does not end it.
    func value(for key: Key, load: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let step = state.withLock { state -> Step in
            state.uses += 1
            if let entry = state.entries[key], entry.expires.map({ time.now() < $0 }) ?? true {
                state.entries[key]?.lastUse = state.uses
                return .known(entry.answer)
            }
            if let flight = state.flights[key] { return .flight(flight) }
            let flight = Task { try await self.fly(key, load) }
            state.flights[key] = flight
            return .flight(flight)
        }
        switch step {
        case .known(let answer): return try answer.get()
        case .flight(let flight): return try await flight.value
        }
    }

    /// Puts an answer in that came another way.
    func store(_ value: Value, for key: Key) { settle(key, .success(value)) }

    func removeAll(where matches: (Key) -> Bool) {
        state.withLock { state in
            for key in state.entries.keys where matches(key) { state.entries[key] = nil }
        }
    }

    var count: Int { state.withLock { $0.entries.count } }

    private func fly(_ key: Key, _ load: @Sendable () async throws -> Value) async throws -> Value {
        do {
            let value = try await load()
            settle(key, .success(value))
            return value
        } catch let error as RegistryClientError where error.isNotFound {
            settle(key, .failure(error))
            throw error
        } catch let error as RegistryClientError where error.isUnavailable {
            let stale = state.withLock { state -> Value? in
                state.flights[key] = nil
                guard case .success(let value)? = state.entries[key]?.answer else { return nil }
                // Believed again for a short while, lest every caller knocks at a closed door.
                state.entries[key]?.expires = time.now() + notFoundLifetime
                return value
            }
            guard let stale else { throw error }
            return stale
        } catch {
            state.withLock { $0.flights[key] = nil }
            throw error
        }
    }

    private func settle(_ key: Key, _ answer: Result<Value, RegistryClientError>) {
        state.withLock { state in
            state.uses += 1
            state.flights[key] = nil
            let expires: ContinuousClock.Instant? =
                switch answer {
                case .success: lifetime.map { time.now() + $0 }
                case .failure: time.now() + notFoundLifetime
                }
            state.entries[key] = Entry(answer: answer, expires: expires, lastUse: state.uses)
            if state.entries.count > limit { Self.shed(&state, keeping: limit - limit / 4) }
        }
    }

    private static func shed(_ state: inout State, keeping count: Int) {
        let oldest = state.entries.sorted { $0.value.lastUse < $1.value.lastUse }.prefix(state.entries.count - max(1, count))
        for (key, _) in oldest { state.entries[key] = nil }
    }
}
