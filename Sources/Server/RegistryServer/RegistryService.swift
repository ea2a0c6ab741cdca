internal import Compatibility
package import DurableState
internal import HTTPServer
internal import JSONText
internal import Measures
package import Registry
package import RegistryModel

/// The registry at work: its state over a log, and the ways in.
///
/// Every answer, refusals too, waits until what it rests on is durable. Texts are parsed, and compared with the subject's history, on the
/// caller's task, before the state's lock is taken: what is left to do under it is what has changed since. Event loops never run any
/// of it.
package final class RegistryService: Sendable {
    private let state: LogBackedState<RegistryState>
    let schemasByID = SchemaReplyCache()
    package let meter = RegistryMeter()
    let dialect: RegistryDialect
    private let now: @Sendable () -> Int64

    /// Replays the registry's topics, creating them if they are not there.
    ///
    /// - Parameters:
    ///   - now: The time of day, in milliseconds since 1970-01-01 UTC: versions are marked with it.
    ///   - onUnreadable: Told about records that mean nothing and are skipped.
    package init(
        engine: any LogEngine, dialect: RegistryDialect = .confluent7, now: @escaping @Sendable () -> Int64,
        onUnreadable: @escaping @Sendable (UnreadableRecord) -> Void
    ) throws(LogEngineError) {
        self.dialect = dialect
        self.now = now
        for partition in RegistryRecord.partitions { try engine.ensureTopic(partition.topic, partitions: 1, config: [:]) }
        state = try LogBackedState(
            engine: engine, partitions: RegistryRecord.partitions, makeMachine: { RegistryState(dialect: dialect) },
            onUnreadable: onUnreadable)
    }

    // MARK: Changing

    /// Registers a schema, or finds that it is registered.
    package func register(
        _ wish: RegisterSchema
    ) async throws(RegistryError) -> (schema: RegisteredSchema, isChanged: Bool) {
        let type = wish.schema.format
        var wish = wish
        wish.time = now()
        do throws(RegistryError) {
            let registered = try await store(wish)
            // One that was there has an earlier time, but for what was registered in the same millisecond.
            meter.noteRegistration(type, registered.schema.timestamp == wish.time ? "created" : "existing")
            return registered
        } catch {
            meter.noteRegistration(type, RegistryMeter.result(of: error))
            throw error
        }
    }

    private func store(
        _ wish: RegisterSchema
    ) async throws(RegistryError) -> (schema: RegisteredSchema, isChanged: Bool) {
        guard wish.subject.isRegistrable else { throw .invalidSubject(wish.subject) }
        var wish = wish
        // What the state says now may be overtaken by the time the command is decided. Then it is prepared again there.
        let peeked = state.peek { state in
            Self.result { () throws(RegistryError) in try state.rehearsal(of: wish) }
        }
        if case .success(let rehearsal) = peeked {
            // What an import forces in may be what cannot be read: the state decides that.
            wish.parsed = wish.isForced ? try? rehearsal.play() : try rehearsal.play()
        }
        do throws(RegistryError) {
            guard case .registered(let schema, let isChanged) = try await execute(.register(wish)) else {
                preconditionFailure("a registration is answered with a version")
            }
            return (schema, isChanged)
        } catch where error.isIncompatible && dialect.tellsFindings {
            var error = error
            error.details = try await findings(against: wish)
            throw error
        }
    }

    /// Why the schema of a refused wish does not go with its subject, as far as the subject is still what it was.
    private func findings(against wish: RegisterSchema) async throws(RegistryError) -> JSONObject {
        let question = try await read { state throws(RegistryError) in
            try state.question(checking: wish.schema, in: wish.subject, against: nil, normalizes: wish.normalizes)
        }
        var details = JSONObject()
        let findings = try question.explanation(in: wish.subject).verdict.findings
        meter.noteFailures(wish.schema.format, question.level, findings)
        details["findings"] = .array(findings.map(\.json))
        return details
    }

    /// Associates a topic with subjects, or says what would come of it.
    func associate(
        _ request: AssociationRequestBody, isNew: Bool, isDryRun: Bool
    ) async throws(RegistryError) -> AssociationReply {
        var wish = Associate(request, isNew: isNew, isDryRun: isDryRun)
        wish.time = now()
        guard case .associations(let reply) = try await execute(.associate(wish)) else {
            preconditionFailure("an association is answered with associations")
        }
        return reply
    }

    package func execute(_ command: RegistryCommand) async throws(RegistryError) -> RegistryReply {
        do {
            let reply = try await state.execute(command)
            // What may take an id's content away.
            switch command {
            case .deleteSubject(_, permanently: true), .deleteVersion(_, _, permanently: true), .setMode: schemasByID.removeAll()
            default: break
            }
            return reply
        } catch {
            switch error {
            case .rejected(let rejection): throw rejection
            case .log(let failure): throw .storeFailure(failure)
            }
        }
    }

    // MARK: Looking

    /// How much there is; nil while the log cannot be read.
    package func census() async -> RegistryCensus? {
        // Whoever asks again asks a state that has recovered.
        try? await state.read { $0.census }
    }

    /// The subject a request means by the one in its path: what that is an alias of, if it is one.
    func subject(_ call: HTTPCall) throws(RegistryError) -> Subject {
        let named = try call.pathSubject()
        return state.peek { $0.aliased(named) }
    }

    /// Looks at the state, refusing as `look` does.
    package func read<R: Sendable>(
        _ look: @Sendable (borrowing RegistryState) throws(RegistryError) -> R
    ) async throws(RegistryError) -> R {
        let seen: Result<R, RegistryError>
        do {
            seen = try await state.read { state in Self.result { () throws(RegistryError) in try look(state) } }
        } catch {
            throw .storeFailure(error)
        }
        return try seen.get()
    }

    private static func result<R>(_ body: () throws(RegistryError) -> R) -> Result<R, RegistryError> {
        do throws(RegistryError) { return .success(try body()) } catch { return .failure(error) }
    }
}

extension RegistryError {
    /// The log could not keep or show what the answer rests on.
    static func storeFailure(_ error: LogEngineError) -> RegistryError {
        RegistryError(.storeFailure, "The registry's log failed, nothing was changed: \(error)")
    }
}
