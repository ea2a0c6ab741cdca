/// What became of looking for a name.
enum NameLookup {
    case found(Symbol, fullName: String)
    /// The first part is known in an inner scope, and in there is no such name.
    case missingInside(String)
    /// Some file has it, but none that is imported.
    case notImported(String, file: Int)
    case unknown
}

extension SymbolTable {
    /// Finds a name as written, as C++ would: in the scopes around `element` from the innermost outwards, where the first part
    /// of the name decides in which scope the rest is looked for. A leading dot means a full name.
    ///
    /// - Parameters:
    ///   - element: the full name of what the name stands in; its own last part is no scope.
    ///   - typesOnly: passes over what is neither a message nor an enum.
    func lookup(_ name: String, from element: String, typesOnly: Bool = false) -> NameLookup {
        if name.utf8.first == UInt8(ascii: ".") { return whole(String(name.dropFirst())) }
        let first = name.prefix { $0 != "." }
        let isCompound = first.utf8.count < name.utf8.count
        var scope = element[...]
        var hidden: NameLookup?
        while let dot = scope.utf8.lastIndex(of: UInt8(ascii: ".")) {
            scope = scope[..<dot]
            let candidate = "\(scope).\(first)"
            guard let symbol = inSight(candidate) else {
                if hidden == nil, let other = anywhere(candidate) { hidden = .notImported(candidate, file: other.file) }
                continue
            }
            if isCompound {
                guard symbol.isAggregate else { continue }
                let rest = "\(scope).\(name)"
                if let symbol = inSight(rest) { return .found(symbol, fullName: rest) }
                return .missingInside(rest)
            }
            if !typesOnly || symbol.isType { return .found(symbol, fullName: candidate) }
        }
        let result = whole(name)
        if case .unknown = result, let hidden { return hidden }
        return result
    }

    private func whole(_ name: String) -> NameLookup {
        if let symbol = inSight(name) { return .found(symbol, fullName: name) }
        if let symbol = anywhere(name), symbol.kind != .package { return .notImported(name, file: symbol.file) }
        return .unknown
    }
}

extension Compilation {
    /// Why a name leads nowhere, as a problem and what would help.
    func explain(_ lookup: NameLookup, of name: String) -> (problem: String, expected: String?) {
        switch lookup {
        case .missingInside(let full):
            (
                "\(name) is taken for \(full), which is not defined",
                ".\(name), for the innermost scope that knows the first part of a name decides"
            )
        case .notImported(let full, let file):
            ("\(full) is defined in \(files[file].name), which is not imported", "an import of it")
        default: ("\"\(name)\" is not defined", nil)
        }
    }
}
