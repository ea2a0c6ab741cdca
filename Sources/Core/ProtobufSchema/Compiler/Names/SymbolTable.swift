internal import JSONText

/// All full names of a compilation, and for each file which files it can see.
struct SymbolTable {
    private var symbols: [String: Symbol] = [:]
    /// For each file itself and what importing it makes visible.
    private var exports: [Set<Int>] = []
    /// What the file in hand sees: itself, its imports and what these import publicly.
    private var visible: Set<Int> = []
    /// Packages, and the packages around them, of the files in sight.
    private var visiblePackages: Set<String> = []
    private var packages: [String] = []
    private var declared: [(String, Symbol)] = []

    /// Turns to another file.
    mutating func begin(_ file: Int, package: String, imports: [Int], publicImports: [Int]) {
        packages.append(package)
        var exported: Set<Int> = [file]
        for other in publicImports { exported.formUnion(exports[other]) }
        exports.append(exported)
        visible = [file]
        for other in imports { visible.formUnion(exports[other]) }
        visiblePackages = []
        for other in visible { addPackages(packages[other]) }
        declared = []
    }

    private mutating func addPackages(_ package: String) {
        var package = package[...]
        while !package.isEmpty, visiblePackages.insert(String(package)).inserted {
            guard let dot = package.utf8.lastIndex(of: UInt8(ascii: ".")) else { return }
            package = package[..<dot]
        }
    }

    /// What the file in hand has declared, in order; asked for once.
    mutating func takeDeclared() -> [(name: String, symbol: Symbol)] {
        defer { declared = [] }
        return declared.map { (name: $0.0, symbol: $0.1) }
    }

    mutating func declare(
        _ name: String, _ symbol: Symbol, in file: Int, files: [FileDraft], at place: TextRange?
    ) throws(ProtobufSchemaError) {
        var symbol = symbol
        symbol.file = file
        if let other = symbols.updateValue(symbol, forKey: name) {
            symbols[name] = other
            if symbol.kind == .package, other.kind == .package { return }
            throw Self.conflict(name, symbol, other, in: file, files: files, at: place)
        }
        declared.append((name, symbol))
    }

    private static func conflict(
        _ name: String, _ symbol: Symbol, _ other: Symbol, in file: Int, files: [FileDraft], at place: TextRange?
    ) -> ProtobufSchemaError {
        let here = files[file].name
        let problem =
            if other.file != file {
                "\(name) is already defined in \(files[other.file].name)"
            } else if let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) {
                "\(name[name.index(after: dot)...]) is already defined in \(name[..<dot])"
            } else {
                "\(name) is already defined"
            }
        let expected: String? =
            switch symbol.kind {
            case .enumValue: "another name, for enum values are siblings of their enum"
            case .package: "a package whose name nothing else has"
            default: nil
            }
        return ProtobufSchemaError(.invalid, file: here, at: place, problem, expected: expected)
    }

    /// By full name without a leading dot, in whatever file.
    func anywhere(_ name: String) -> Symbol? { symbols[name] }

    /// By full name, if the file in hand can see it.
    func inSight(_ name: String) -> Symbol? {
        guard let symbol = symbols[name] else { return nil }
        if visible.contains(symbol.file) { return symbol }
        return symbol.kind == .package && visiblePackages.contains(name) ? symbol : nil
    }
}
