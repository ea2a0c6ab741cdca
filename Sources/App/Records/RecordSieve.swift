import Compatibility
import JSONText
import KafkaClient
import ProtobufSchema
import RecordFilters
import RegistryClient
import RegistryModel

/// A filter at work on the records of one topic. Used from one task.
///
/// Before anything is read the filter must fit one of the versions of the topic's subjects. While it is read the filter is
/// checked anew for each schema that records name, once. To records whose schema it does not fit it is put as to data
/// without a schema: what a path does not find there is null.
final class RecordSieve {
    private let filter: RecordFilter?
    private let wantedKey: String?
    private let topic: String
    /// Nil: data has no schemas.
    private let registry: RegistryClient?
    private var bound: [Schemas: BoundFilter] = [:]
    /// Of the first schema among the records that the filter does not fit.
    private var misfit: FilterError?
    private var hasFitted = false

    private static let maxBound = 1_000
    /// Newer versions of a subject that a filter is held against before anything is read.
    private static let maxVersions = 20

    private struct Schemas: Hashable {
        var key: Schema?
        var value: Schema?
    }

    private struct Schema: Hashable {
        var id: Int32
        var message: String?

        init?(_ schema: DecodedBytes.Schema?) {
            guard let schema else { return nil }
            (id, message) = (schema.id, schema.message)
        }
    }

    /// - Parameter expression: `--where`; nil for `--key` alone.
    init(_ expression: String?, key: String?, topic: String, _ registry: RegistryClient?) async throws {
        (wantedKey, self.topic, self.registry) = (key, topic, registry)
        guard let expression else {
            filter = nil
            return
        }
        do {
            let filter = try RecordFilter(expression)
            self.filter = filter
            bound[Schemas()] = try filter.bind(key: .anything, value: .anything)
            try await check(filter)
        } catch let error as FilterError {
            throw CommandFailure(error)
        }
    }

    // MARK: Before

    /// Throws what is wrong with the filter by the latest versions, if it fits no others.
    private func check(_ filter: RecordFilter) async throws {
        guard let registry else { return }
        // One side at a time: what is said about the other does not depend on it.
        if filter.roots.contains(.value) {
            try Self.check(try await shapes(.value, registry)) { shape throws(FilterError) in
                try filter.bind(key: .anything, value: shape)
            }
        }
        if filter.roots.contains(.key) {
            try Self.check(try await shapes(.key, registry)) { shape throws(FilterError) in
                try filter.bind(key: shape, value: .anything)
            }
        }
    }

    private static func check(
        _ shapes: [ValueShape], _ bind: (ValueShape) throws(FilterError) -> BoundFilter
    ) throws(FilterError) {
        var first: FilterError?
        for shape in shapes {
            do {
                _ = try bind(shape)
                return
            } catch {
                first = first ?? error
            }
        }
        if let first { throw first }
    }

    /// Of what the topic's subject has, newest first; nothing if there is no such subject.
    private func shapes(_ side: SubjectNameStrategy.Side, _ registry: RegistryClient) async throws -> [ValueShape] {
        let subject = Subject("\(topic)-\(side.rawValue)")
        let versions: [SchemaVersion]
        do {
            versions = try await registry.versions(of: subject)
        } catch let error as RegistryClientError where error.isNotFound {
            return []
        }
        var shapes: [ValueShape] = []
        for version in versions.sorted(by: { $0.rawValue > $1.rawValue }).prefix(Self.maxVersions) {
            switch try await registry.version(.number(version), of: subject).written(registry).schema {
            case .avro(let schema): shapes.append(ValueShape(schema))
            case .protobuf(let schema):
                // Any of them may be what a record holds; the first one is what most do.
                shapes += schema.messages.indices.filter { !schema.messages[$0].isMapEntry }.map { ValueShape(schema, .init($0)) }
            case .other: shapes.append(.anything)
            }
        }
        return shapes
    }

    // MARK: Meanwhile

    func admits(_ view: RecordView) async throws -> Bool {
        if let wantedKey {
            guard let key = await matchable(view), key == wantedKey else { return false }
        }
        guard let filter else { return true }
        let record = view.record
        var filtered = FilteredRecord(
            topic: record.topic, partition: record.partition, offset: record.offset, timestamp: record.timestamp?.milliseconds)
        var schemas = Schemas()
        if filter.roots.contains(.key), let key = await view.key {
            filtered.key = filter.looksInto(.key) ? Self.parsed(key) : key.json
            schemas.key = Schema(key.schema)
        }
        if filter.roots.contains(.value) || filter.roots.contains(.schema), let value = await view.value {
            filtered.value = filter.looksInto(.value) ? Self.parsed(value) : value.json
            filtered.schemaID = value.schema?.id
            schemas.value = Schema(value.schema)
        }
        if filter.roots.contains(.header) {
            filtered.headers = record.headers.map { ($0.name, $0.value.map { DecodedBytes(raw: $0).json } ?? .null) }
        }
        return try await bound(filter, schemas).matches(filtered)
    }

    /// The key as it is shown, without the quotes of a text.
    private func matchable(_ view: RecordView) async -> String? {
        guard let bytes = view.record.key else { return nil }
        if let wantedKey, bytes.elementsEqual(wantedKey.utf8) { return wantedKey }
        guard let json = await view.key?.json else { return nil }
        return json.asString ?? JSONPrinter.compact(json)
    }

    /// Text without a schema may be JSON.
    private static func parsed(_ decoded: DecodedBytes) -> JSONValue {
        guard decoded.schema == nil, case .string(let text) = decoded.json else { return decoded.json }
        do { return try JSONParser.parse(text) } catch { return decoded.json }
    }

    private func bound(_ filter: RecordFilter, _ schemas: Schemas) async throws -> BoundFilter {
        if let known = bound[schemas] { return known }
        let plain = try filter.bind(key: .anything, value: .anything)
        var made = plain
        do {
            made = try filter.bind(key: try await shape(schemas.key), value: try await shape(schemas.value))
            hasFitted = true
        } catch let error as FilterError {
            misfit = misfit ?? error
        } catch let error as RegistryClientError {
            throw CommandFailure(error)
        }
        if bound.count >= Self.maxBound { bound.removeAll() }
        bound[schemas] = made
        return made
    }

    private func shape(_ schema: Schema?) async throws -> ValueShape {
        guard let schema, let registry else { return .anything }
        switch try await LocatedSchema.byID(SchemaID(schema.id), registry).written.schema {
        case .avro(let avro): return ValueShape(avro)
        case .protobuf(let protobuf):
            guard let message = schema.message.flatMap({ protobuf.message(named: $0) }) else { return .anything }
            return ValueShape(protobuf, message)
        case .other: return .anything
        }
    }

    // MARK: After

    /// Nothing found must not look like nothing there.
    func warn(matches: Int) {
        guard matches == 0, !hasFitted, let misfit else { return }
        Console.error("warning: the filter fits no schema of these records: \(misfit.sentence)")
    }
}

extension CommandFailure {
    /// With the place underlined, and what was probably meant.
    init(_ error: FilterError) {
        let lines = error.pointer.split(separator: "\n", omittingEmptySubsequences: false).map { "   | \($0)" }
        self.init(
            .usage, "WHERE", error.sentence, at: (["--where, column \(error.column)"] + lines).joined(separator: "\n"),
            help: error.help)
        guard let word = error.word else { return }
        let known = error.known.prefix(20).joined(separator: ", ") + (error.known.count > 20 ? ", …" : "")
        let nearest = Nearest.name(to: word, among: error.known).map { "did you mean '\($0)'? " } ?? ""
        help = nearest + (known.isEmpty ? "" : "there are \(known)")
    }
}
