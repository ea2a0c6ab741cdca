internal import JSONText

/// The files of one run and their names. Files are finished one after the other, each behind those it imports, as protoc does;
/// what goes wrong first is what is thrown.
struct Compilation {
    let strictness: ProtoCompiler.Strictness
    let limits: ProtobufLimits
    private(set) var files: [FileDraft] = []
    private var fileIndices: [String: Int] = [:]
    var names = SymbolTable()
    /// Extension numbers taken, by what they extend.
    var extensionOwners: [ExtensionKey: String] = [:]
    var symbolCount = 0
    /// Of messages that the file in hand extends.
    var extensionRanges: [String: NumberRanges] = [:]

    struct ExtensionKey: Hashable {
        var extendee: String
        var number: Int32
    }

    init(_ strictness: ProtoCompiler.Strictness = .protoc, limits: ProtobufLimits) {
        self.strictness = strictness
        self.limits = limits
    }

    func index(of file: String) -> Int? { fileIndices[file] }

    /// Takes in a file that was finished in another run; those it imports are here already.
    mutating func add(finished file: FileDraft) throws(ProtobufSchemaError) {
        let index = try append(file)
        for (name, symbol) in file.symbols { try names.declare(name, symbol, in: index, files: files, at: nil) }
        for field in file.extensions {
            extensionOwners[ExtensionKey(extendee: field.descriptor.extendee ?? "", number: field.descriptor.number)] =
                field.fullName
        }
    }

    /// Names, types, features, options, rules: in this order, for each needs what came before.
    mutating func finish(_ file: FileDraft) throws(ProtobufSchemaError) {
        let index = try append(file)
        try declareNames(in: index)
        try resolveTypes(in: index)
        try resolveFeatures(in: index)
        try interpretOptions(in: index)
        try checkRules(of: index)
        files[index].symbols = names.takeDeclared()
    }

    private mutating func append(_ file: FileDraft) throws(ProtobufSchemaError) -> Int {
        let index = files.count
        var dependencies: [Int] = []
        for (position, name) in file.descriptor.dependencies.enumerated() {
            guard let dependency = fileIndices[name] else {
                throw ProtobufSchemaError(
                    .missingImport, file: file.name, at: file.importPlaces[position], "the import \"\(name)\" is not at hand",
                    expected: "a file of that name among those given, or a bundled one")
            }
            dependencies.append(dependency)
        }
        files.append(file)
        fileIndices[file.name] = index
        extensionRanges = [:]
        names.begin(
            index, package: file.package, imports: dependencies,
            publicImports: file.descriptor.publicDependencies.map { dependencies[Int($0)] })
        return index
    }

    // MARK: - Changes in place

    mutating func withFile<R>(_ index: Int, _ body: (inout FileDraft) -> R) -> R { body(&files[index]) }

    func error(
        _ file: Int, _ place: TextRange?, _ problem: String, expected: String? = nil
    ) -> ProtobufSchemaError {
        ProtobufSchemaError(.invalid, file: files[file].name, at: place, problem, expected: expected)
    }
}
