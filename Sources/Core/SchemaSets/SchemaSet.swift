internal import Avro
package import Compatibility
internal import JSONText
internal import ProtobufSchema

/// Schemas that belong together: the files of a directory, which may use each other, whether they are new or old.
///
/// Avro files use each other's named types by full name, `.proto` files import each other by their paths from the directory.
/// Nothing is parsed before it is asked for, and nothing twice.
package struct SchemaSet: Sendable {
    package struct Document: Sendable {
        package var written: WrittenSchema
        /// What it uses itself, as indices into `sources`.
        package var uses: [Int]
        /// All it needs, each after what that needs itself.
        package var closure: [Int]

        package var schema: ComparableSchema { written.schema }
    }

    package private(set) var sources: [SchemaSource]
    private let strictness: AvroSchemaParser.Strictness
    /// A text by itself that a registry accepted is read as registries read such; files of a tree name what they import.
    private let protobufStrictness: ProtoCompiler.Strictness
    /// What Avro schemas may use beside the set, in dependency order.
    private let references: [WrittenSchema.Reference]
    /// What `.proto` files may import, of the set and beside it.
    private var imports: [ProtoCompiler.Source]
    private var outlines: [AvroOutline?]
    private var definers: [String: [Int]] = [:]
    private var places: [String: Int] = [:]
    private var documents: [Int: Result<Document, SchemaSetError>] = [:]

    /// - Parameters:
    ///   - isNew: whether the rules for new schemas are applied, or those for what was accepted before.
    ///   - references: schemas from elsewhere, by the names under which the set uses them, in dependency order.
    package init(_ sources: [SchemaSource], isNew: Bool, references: [(name: String, text: String)] = []) {
        self.sources = sources
        strictness = isNew ? .strict : .lenient
        protobufStrictness = isNew || sources.count > 1 ? .protoc : .registry
        self.references = references.map { .init(name: $0.name, text: $0.text) }
        let own = Set(sources.map(\.importName))
        imports =
            sources.filter { $0.language == .protobuf }.map { .init(name: $0.importName, text: $0.text) }
            + references.filter { !own.contains($0.name) }.map { .init(name: $0.name, text: $0.text) }
        outlines = sources.map { $0.language == .avro ? AvroOutline($0.text) : nil }
        for (index, source) in sources.enumerated() where places[source.importName] == nil { places[source.importName] = index }
        findDefiners()
    }

    private mutating func findDefiners() {
        definers = [:]
        for index in outlines.indices {
            for name in outlines[index]?.defined ?? [] { definers[name, default: []].append(index) }
        }
    }

    /// Gives a source another text. What uses it is read anew when it is asked for.
    package mutating func replaceText(at index: Int, by text: String) {
        sources[index].text = text
        documents = documents.filter { place, result in
            guard place != index, case .success(let document) = result else { return false }
            return !document.closure.contains(index)
        }
        if sources[index].language == .avro {
            outlines[index] = AvroOutline(text)
            findDefiners()
        } else if let place = imports.firstIndex(where: { $0.name == sources[index].importName }) {
            imports[place] = .init(name: sources[index].importName, text: text)
        }
    }

    /// The place of a source by its path in the set.
    package func index(ofImport name: String) -> Int? { places[name] }

    /// The full names an Avro text defines.
    package func definedNames(at index: Int) -> [String] { outlines[index]?.defined ?? [] }

    /// The schema and what it needs.
    package mutating func document(at index: Int) throws(SchemaSetError) -> Document {
        if let known = documents[index] { return try known.get() }
        let result: Result<Document, SchemaSetError>
        do {
            result = .success(try sources[index].language == .avro ? avroDocument(index) : protobufDocument(index))
        } catch {
            result = .failure(error)
        }
        documents[index] = result
        return try result.get()
    }

    /// All indices of `wanted`, each after those of them it needs.
    package mutating func inDependencyOrder(_ wanted: [Int]) throws(SchemaSetError) -> [Int] {
        let all = Set(wanted)
        var order: [Int] = [], seen: Set<Int> = []
        for index in wanted {
            for needed in try document(at: index).closure + [index] where all.contains(needed) && seen.insert(needed).inserted {
                order.append(needed)
            }
        }
        return order
    }

    // MARK: Avro

    private func avroDocument(_ index: Int) throws(SchemaSetError) -> Document {
        let closure = try avroClosure(of: index)
        let used = references + closure.map { WrittenSchema.Reference(name: sources[$0].name, text: sources[$0].text) }
        do {
            let schema = try AvroSchemaParser.parse(
                sources[index].text, references: used.map { .init(name: $0.name, text: $0.text) }, strictness: strictness)
            return Document(
                written: WrittenSchema(.avro(schema), text: sources[index].text, references: used),
                uses: try avroUses(of: index), closure: closure)
        } catch let error as AvroSchemaError {
            var failure = SchemaSetError(error, in: sources[index].name)
            let undefined = outlines[index]?.missing.filter { definers[$0] == nil } ?? []
            failure.isLacking = undefined.contains { error.problem.contains($0.split(separator: ".").last ?? "") }
            throw failure
        } catch let error as SchemaSetError {
            throw error
        } catch {
            // Nothing else is thrown above.
            throw SchemaSetError(.avroInvalid, file: sources[index].name, "\(error)")
        }
    }

    /// The files that define what a file uses and does not define.
    private func avroUses(of index: Int) throws(SchemaSetError) -> [Int] {
        var uses: [Int] = []
        for name in outlines[index]?.missing ?? [] {
            let files = (definers[name] ?? []).filter { $0 != index }
            if files.count > 1 {
                let names = files.map { sources[$0].name }.sorted().joined(separator: " and in ")
                throw SchemaSetError(.ambiguous, file: sources[index].name, "it uses \(name), which is defined in \(names)")
            }
            if let file = files.first, !uses.contains(file) { uses.append(file) }
        }
        return uses
    }

    /// An explicit stack: files may use each other in long chains.
    private func avroClosure(of index: Int) throws(SchemaSetError) -> [Int] {
        var order: [Int] = [], done: Set<Int> = [], path: [Int] = []
        var pending: [(file: Int, isLeaving: Bool)] = [(index, false)]
        while let (file, isLeaving) = pending.popLast() {
            if isLeaving {
                path.removeLast()
                done.insert(file)
                if file != index { order.append(file) }
                continue
            }
            if done.contains(file) { continue }
            if let start = path.firstIndex(of: file) {
                let names = (path[start...] + [file]).map { sources[$0].name }.joined(separator: " uses ")
                throw SchemaSetError(
                    .cycle, file: sources[index].name, "these files use each other: \(names)",
                    expected: "the types that need each other in one file")
            }
            path.append(file)
            pending.append((file, true))
            for use in try avroUses(of: file).reversed() { pending.append((use, false)) }
        }
        return order
    }

    // MARK: Protobuf

    private func protobufDocument(_ index: Int) throws(SchemaSetError) -> Document {
        let source = sources[index]
        do {
            let schema = try ProtoCompiler.compile(
                imports.filter { $0.name != source.importName } + [.init(name: source.importName, text: source.text)],
                roots: [source.importName], strictness: protobufStrictness)
            let files = Set(schema.files.map(\.name)).subtracting([source.importName])
            let used = imports.filter { files.contains($0.name) }.map { WrittenSchema.Reference(name: $0.name, text: $0.text) }
            return Document(
                written: WrittenSchema(.protobuf(schema), text: source.text, references: used, name: source.importName),
                uses: schema.mainFile.dependencies.compactMap { places[$0] },
                closure: schema.files.map(\.name).filter(files.contains).compactMap { places[$0] })
        } catch {
            throw SchemaSetError(error) { file in places[file].map { sources[$0].name } ?? file }
        }
    }
}
