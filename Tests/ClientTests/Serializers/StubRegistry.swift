import RegistryClient
import RegistryModel
import Synchronization

/// A registry in memory that counts what it is asked. Ids count from 1; every schema is compatible unless told otherwise.
final class StubRegistry: SchemaRegistry {
    private struct State {
        var schemas: [SchemaText] = []
        var subjects: [Subject: [SchemaID]] = [:]
        var calls: [String] = []
        var isCompatible = true
    }

    private let state = Mutex(State())
    private let saysGUIDs: Bool

    init(saysGUIDs: Bool = true) { self.saysGUIDs = saysGUIDs }

    /// Of a schema, made of its id.
    static func guid(_ id: Int32) -> SchemaGUID {
        guard let guid = SchemaGUID(bytes: Array(repeating: UInt8(truncatingIfNeeded: id), count: 16)) else {
            preconditionFailure("a GUID has 16 bytes")
        }
        return guid
    }

    var calls: [String] { state.withLock { $0.calls } }

    func refuseEverything() { state.withLock { $0.isCompatible = false } }

    /// Registers without counting.
    @discardableResult
    func add(
        _ text: String, format: SchemaFormat = .avro, under subject: String, references: [SchemaReference] = []
    ) -> SchemaID {
        state.withLock { Self.add(SchemaText(text, format: format, references: references), Subject(subject), &$0) }
    }

    private static func add(_ schema: SchemaText, _ subject: Subject, _ state: inout State) -> SchemaID {
        let index = state.schemas.firstIndex(of: schema) ?? state.schemas.count
        if index == state.schemas.count { state.schemas.append(schema) }
        let id = SchemaID(Int32(index + 1))
        if state.subjects[subject]?.contains(id) != true { state.subjects[subject, default: []].append(id) }
        return id
    }

    private func note(_ call: String) { state.withLock { $0.calls.append(call) } }

    private func notFound(_ action: String) -> RegistryClientError {
        RegistryClientError(action: action, request: "GET /", server: "http://stub", httpStatus: 404, message: "not found")
    }

    private func registered(_ subject: Subject, _ index: Int, _ state: State) -> RegisteredSchema? {
        guard let ids = state.subjects[subject], ids.indices.contains(index), let version = SchemaVersion(Int32(index + 1)) else {
            return nil
        }
        let schema = state.schemas[Int(ids[index].rawValue) - 1]
        return RegisteredSchema(
            subject: subject, version: version, id: ids[index], format: schema.format, references: schema.references,
            schema: schema.text, guid: saysGUIDs ? Self.guid(ids[index].rawValue) : nil)
    }

    func schema(_ id: SchemaID) async throws -> SchemaText {
        note("schema \(id)")
        let found = state.withLock { state in
            let index = Int(id.rawValue) - 1
            return state.schemas.indices.contains(index) ? state.schemas[index] : nil
        }
        guard let found else { throw notFound("get schema \(id)") }
        return found
    }

    func schema(_ guid: SchemaGUID) async throws -> SchemaText {
        note("schema \(guid)")
        let found = state.withLock { state in
            state.schemas.indices.first { Self.guid(Int32($0 + 1)) == guid }.map { state.schemas[$0] }
        }
        guard let found else { throw notFound("get schema \(guid)") }
        return found
    }

    func version(_ version: SchemaVersionSelector, of subject: Subject) async throws -> RegisteredSchema {
        note("version \(version.pathText) of \(subject)")
        let found = state.withLock { state in
            switch version {
            case .latest: registered(subject, (state.subjects[subject]?.count ?? 0) - 1, state)
            case .number(let number): registered(subject, Int(number.rawValue) - 1, state)
            }
        }
        guard let found else { throw notFound("get version \(version.pathText) of \(subject)") }
        return found
    }

    func lookUp(_ schema: SchemaText, under subject: Subject) async throws -> RegisteredSchema {
        note("look up under \(subject)")
        let found = state.withLock { state -> RegisteredSchema? in
            guard let ids = state.subjects[subject],
                let index = ids.firstIndex(where: { state.schemas[Int($0.rawValue) - 1] == schema })
            else { return nil }
            return registered(subject, index, state)
        }
        guard let found else { throw notFound("look up a schema under \(subject)") }
        return found
    }

    func register(_ schema: SchemaText, under subject: Subject) async throws -> SchemaID {
        note("register under \(subject)")
        return try state.withLock { state throws in
            guard state.isCompatible else {
                throw RegistryClientError(
                    action: "register", request: "POST /", server: "http://stub", httpStatus: 409, message: "incompatible")
            }
            return Self.add(schema, subject, &state)
        }
    }

    func check(_ schema: SchemaText, against subject: Subject) async throws -> CompatibilityVerdict {
        note("check against \(subject)")
        return state.withLock {
            CompatibilityVerdict(
                isCompatible: $0.isCompatible, messages: $0.isCompatible ? [] : ["reader field x has no default"])
        }
    }
}
