internal import JSONText
internal import ProtobufSchema

/// Applies the rules of one policy to a change: files by path (the main file to the main file), messages, enums and services
/// by full name, fields by number.
struct PolicyComparison {
    let new: ProtobufSchema
    let old: ProtobufSchema
    private let active: Set<ProtobufPolicyRule>
    private(set) var sites: [Site] = []

    /// A rule that is broken, and where.
    struct Site {
        let rule: ProtobufPolicyRule
        let new: ProtobufPart
        let old: ProtobufPart
        let aspect: ProtobufAspect
        let path: String
        let sentence: String
        /// What is no longer reserved or open to extensions, as it is written in a text; the name of an extension that is gone.
        let detail: String?

        /// Messages and enums are shown by their names, unless they are what is gone.
        func aspect(of part: ProtobufPart) -> ProtobufAspect {
            guard aspect == .whole else { return aspect }
            return switch part {
            case .message, .enumeration, .service: .name
            default: .whole
            }
        }
    }

    private init(rules: [ProtobufPolicyRule], new: ProtobufSchema, old: ProtobufSchema) {
        self.new = new
        self.old = old
        active = Set(rules)
    }

    static func sites(new: ProtobufSchema, old: ProtobufSchema, rules: [ProtobufPolicyRule] = ProtobufPolicyRules.all) -> [Site] {
        var comparison = PolicyComparison(rules: rules, new: new, old: old)
        comparison.run()
        return comparison.sites
    }

    private mutating func run() {
        let pairs = filePairs()
        for (newFile, oldFile) in pairs { compareFiles(newFile, oldFile) }
        comparePackages(pairs.map(\.old))
        let oldFiles = Set(pairs.map(\.old))
        for (index, oldMessage) in old.messages.enumerated() where oldFiles.contains(oldMessage.file) {
            guard let newID = new.message(named: oldMessage.fullName) else { continue }
            compareMessages(newID, .init(index))
        }
        compareExtensions()
        for (index, oldEnum) in old.enums.enumerated() where oldFiles.contains(oldEnum.file) {
            guard let newID = new.enumeration(named: oldEnum.fullName) else { continue }
            compareEnums(newID, .init(index))
        }
        compareServices(oldFiles)
    }

    mutating func report(
        _ rule: ProtobufPolicyRule, _ newPart: ProtobufPart, _ oldPart: ProtobufPart, _ sentence: String
    ) {
        report(rule, newPart, oldPart, .whole, sentence)
    }

    mutating func report(
        _ rule: ProtobufPolicyRule, _ newPart: ProtobufPart, _ oldPart: ProtobufPart, _ aspect: ProtobufAspect,
        _ sentence: String,
        detail: String? = nil
    ) {
        guard active.contains(rule) else { return }
        sites.append(
            Site(
                rule: rule, new: newPart, old: oldPart, aspect: aspect, path: oldPart.path(in: old), sentence: sentence,
                detail: detail))
    }

    // MARK: Files and packages

    /// A file that is no longer imported is not known to be gone: its own subject says.
    private mutating func filePairs() -> [(new: Int, old: Int)] {
        var newFiles: [String: Int] = [:]
        for (index, file) in new.files.enumerated() { newFiles[file.name] = index }
        newFiles[new.mainFile.name] = nil
        var pairs: [(new: Int, old: Int)] = []
        for (index, file) in old.files.enumerated() {
            if index == old.mainFileIndex {
                pairs.append((new.mainFileIndex, index))
            } else if let newIndex = newFiles[file.name] {
                pairs.append((newIndex, index))
            } else if old.roots.contains(index) {
                report(
                    ProtobufPolicyRules.fileNoDelete, .file(new.mainFileIndex), .file(index), "file \(quoted(file.name)) is gone")
            }
        }
        return pairs
    }

    private mutating func compareFiles(_ newIndex: Int, _ oldIndex: Int) {
        let (newFile, oldFile) = (new.files[newIndex], old.files[oldIndex])
        let parts = (ProtobufPart.file(newIndex), ProtobufPart.file(oldIndex))
        if newFile.package != oldFile.package {
            report(
                ProtobufPolicyRules.fileSamePackage, parts.0, parts.1,
                "the package changed from \(oldFile.package.map(quoted) ?? "none") to \(newFile.package.map(quoted) ?? "none")")
        }
        if newFile.syntaxText != oldFile.syntaxText {
            report(
                ProtobufPolicyRules.fileSameSyntax, parts.0, parts.1,
                "the syntax changed from \(oldFile.syntaxText) to \(newFile.syntaxText)")
        }
        let (newOptions, oldOptions) = (OptionValues(newFile.options), OptionValues(oldFile.options))
        for option in FileOption.allCases {
            let before = oldOptions[option.rawValue] ?? option.unset
            let after = newOptions[option.rawValue] ?? option.unset
            guard before != after else { continue }
            report(
                option.rule, parts.0, parts.1,
                "the file option \(option.name) changed from \(option.text(before)) to \(option.text(after))")
        }
        compareDeclarations(parts, of: newIndex, oldIndex)
    }

    /// What a file no longer declares.
    private mutating func compareDeclarations(_ parts: (ProtobufPart, ProtobufPart), of newIndex: Int, _ oldIndex: Int) {
        let newNames = DeclaredNames(new, files: [newIndex])
        let oldNames = DeclaredNames(old, files: [oldIndex])
        for (kind, rule) in DeclaredNames.fileRules where active.contains(rule) {
            for (name, part) in oldNames.declarations(kind) where newNames.named(name, kind) == nil {
                report(
                    rule, newNames.closest(to: name) ?? parts.0, part, .name, "\(kind.rawValue) \(name) is gone from its file",
                    detail: kind.detail(of: name))
            }
        }
    }

    private mutating func comparePackages(_ oldFiles: [Int]) {
        let newPackages = Dictionary(grouping: new.files.indices) { new.files[$0].package ?? "" }
        let oldPackages = Dictionary(grouping: oldFiles) { old.files[$0].package ?? "" }
        for (package, files) in oldPackages.sorted(by: { $0.key < $1.key }) {
            guard let newFiles = newPackages[package] else {
                report(
                    ProtobufPolicyRules.packageNoDelete, .file(new.mainFileIndex), .file(files[0]),
                    "no file has the package \(quoted(package)) any more")
                continue
            }
            let newNames = DeclaredNames(new, files: newFiles)
            let oldNames = DeclaredNames(old, files: files)
            for (kind, rule) in DeclaredNames.packageRules where active.contains(rule) {
                for (name, part) in oldNames.declarations(kind) where newNames.named(name, kind) == nil {
                    report(
                        rule, newNames.closest(to: name) ?? .file(newFiles[0]), part, .name,
                        "\(kind.rawValue) \(name) is gone from package \(quoted(package))", detail: kind.detail(of: name))
                }
            }
        }
    }

    func quoted(_ text: String) -> String { JSONPrinter.quoted(text) }
}

extension FileDescriptor {
    /// `proto2`, `proto3`, `editions`
    fileprivate var syntaxText: String { edition == nil ? syntax ?? "proto2" : "editions" }
}

extension FileOption {
    fileprivate func text(_ value: OptionValues.Value) -> String {
        switch value {
        case .bytes(let bytes): JSONPrinter.quoted(String(decoding: bytes, as: UTF8.self))
        case .integer(let number) where self == .optimizeFor:
            switch number {
            case 1: "SPEED"
            case 2: "CODE_SIZE"
            case 3: "LITE_RUNTIME"
            default: "\(number)"
            }
        case .integer(let number): number == 0 ? "false" : "true"
        }
    }
}
