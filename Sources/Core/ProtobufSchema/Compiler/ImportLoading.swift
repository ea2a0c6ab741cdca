internal import JSONText

/// Parses files and what they import, each once, and finishes them in protoc's order: a file behind its imports.
///
/// A file that was given goes before a bundled one of its name. Once something that a bundled file imports was given, that file
/// is compiled anew rather than taken from the cache.
struct ImportLoading {
    private enum State { case open, finished }

    let sources: [String: String]
    let strictness: ProtoCompiler.Strictness
    let limits: ProtobufLimits
    /// Whether the bundled `descriptor.proto` is the one from before editions.
    let isBeforeEditions: Bool
    /// Whether the bundled `descriptor.proto` takes part.
    private(set) var hasTakenDescriptor = false
    private(set) var compilation: Compilation
    /// The tree of the root that was loaded last; nil if it is a bundled file.
    private(set) var rootSyntax: ProtoSyntax?
    private var states: [String: State] = [:]
    /// The files on the way from a root.
    private var path: [String] = []

    init(
        sources: [String: String], _ strictness: ProtoCompiler.Strictness = .protoc, limits: ProtobufLimits,
        isBeforeEditions: Bool
    ) {
        self.sources = sources
        self.strictness = strictness
        self.limits = limits
        self.isBeforeEditions = isBeforeEditions
        compilation = Compilation(strictness, limits: limits)
    }

    /// Whether a file takes part that protocs before editions would not have understood.
    var needsEditions: Bool {
        compilation.files.contains { $0.isEditions || (sources[$0.name] == nil && bundled($0.name)?.isForEditions == true) }
    }

    private func bundled(_ name: String) -> BundledFile? { BundledFile.at(name, beforeEditions: isBeforeEditions) }

    mutating func load(root name: String) throws(ProtobufSchemaError) {
        guard sources[name] != nil || bundled(name) != nil else {
            throw ProtobufSchemaError(.missingImport, file: name, at: nil, "the file \(name) is not at hand")
        }
        rootSyntax = nil
        try load(name)
    }

    private mutating func load(_ name: String) throws(ProtobufSchemaError) {
        guard states[name] != .finished else { return }
        states[name] = .open
        path.append(name)
        guard states.count <= limits.maxFiles else {
            throw ProtobufSchemaError(.limit, file: path[0], at: nil, "more than \(limits.maxFiles) files take part")
        }
        if sources[name] == nil, let bundled = bundled(name) {
            try take(bundled)
        } else {
            try compile(name)
        }
        path.removeLast()
        states[name] = .finished
    }

    private mutating func compile(_ name: String) throws(ProtobufSchemaError) {
        let text = sources[name] ?? bundled(name)?.text ?? standIn
        let syntax = try ProtoParser.parse(text, named: name, limits: limits)
        if path.count == 1 { rootSyntax = syntax }
        let draft = try Drafting.draft(syntax, named: name, limits: limits)
        try loadImports(of: draft)
        try compilation.finish(draft)
    }

    /// The text of an import that is not at hand: it passes on all files that were given, but for those that wait for it.
    private var standIn: String {
        let given = sources.keys.filter { !path.contains($0) }.sorted()
        return "syntax = \"proto3\";\n" + given.map { "import public \(ProtoText.quoted(Array($0.utf8)));\n" }.joined()
    }

    private mutating func take(_ bundled: BundledFile) throws(ProtobufSchemaError) {
        hasTakenDescriptor = hasTakenDescriptor || bundled.path == DescriptorProto.path
        let draft = try bundled.draft()
        guard !draft.descriptor.dependencies.contains(where: { sources[$0] != nil }) else { return try compile(bundled.path) }
        try loadImports(of: draft)
        try compilation.add(finished: draft)
    }

    /// Compiles a bundled file and gives the draft: its imports come from the cache.
    mutating func finishBundled(_ bundled: BundledFile) throws(ProtobufSchemaError) -> FileDraft {
        states[bundled.path] = .open
        path = [bundled.path]
        try compile(bundled.path)
        return compilation.files[compilation.files.count - 1]
    }

    private mutating func loadImports(of draft: FileDraft) throws(ProtobufSchemaError) {
        for (position, name) in draft.descriptor.dependencies.enumerated() {
            let place = draft.importPlaces[position]
            if states[name] == .open {
                let cycle = path.drop { $0 != name } + [name]
                throw ProtobufSchemaError(
                    .invalid, file: draft.name, at: place, "the file imports itself: \(cycle.joined(separator: " -> "))")
            }
            guard sources[name] != nil || bundled(name) != nil || strictness == .registry else {
                throw ProtobufSchemaError(
                    .missingImport, file: draft.name, at: place, "the import \"\(name)\" is not at hand",
                    expected: "a file of that name among those given, or a bundled one")
            }
            guard path.count <= limits.maxImportDepth else {
                throw ProtobufSchemaError(
                    .limit, file: draft.name, at: place, "imports go deeper than \(limits.maxImportDepth) files")
            }
            try load(name)
        }
    }
}
