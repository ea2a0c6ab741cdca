internal import Compatibility
internal import JSONText
internal import ProtobufSchema

/// Looks at the declarations of a main file.
struct ProtobufLint {
    private let schema: ProtobufSchema
    private let text: String
    private let lines: [Substring]
    private let main: Int
    private let applies: (LintRule) -> Bool
    private let fixes: ProtobufLintFixes
    /// Findings that still get proposals: as many as can be tried.
    private var proposalsLeft: Int
    private var findings: [LintProposal] = []

    init(_ schema: ProtobufSchema, text: String, _ applies: @escaping (LintRule) -> Bool, makesProposals: Bool = true) {
        self.schema = schema
        self.text = text
        self.applies = applies
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        main = schema.roots[schema.roots.count - 1]
        fixes = ProtobufLintFixes(schema, text: text)
        proposalsLeft = makesProposals ? LintFixTrials.maxTrials(of: text) : 0
    }

    /// Every finding of a rule that applies, not in the order of the text.
    mutating func run() -> [LintProposal] {
        lintFile(schema.files[main])
        for (index, message) in schema.messages.enumerated() where message.file == main && !message.isMapEntry {
            lintMessage(.init(index), message)
        }
        for (index, enumeration) in schema.enums.enumerated() where enumeration.file == main {
            lintEnum(.init(index), enumeration)
        }
        return findings
    }

    private mutating func add(
        _ rule: LintRule, _ pointer: String, _ range: TextRange?, _ sentence: String,
        _ change: @autoclosure () -> ProtobufLintFixes.Change? = nil
    ) {
        guard applies(rule) else { return }
        let package = schema.files[main].package ?? ""
        let element = pointer.isEmpty ? nil : package.isEmpty ? pointer : "\(package).\(pointer)"
        let finding = LintFinding(rule: rule, pointer: pointer, range: range, element: element, sentence: sentence)
        let change = proposalsLeft > 0 ? change() : nil
        if change != nil { proposalsLeft -= 1 }
        findings.append(
            LintProposal(
                finding: finding, proposals: change.map { [$0.proposal] } ?? [], breaks: change?.breaks ?? [],
                changesContract: change?.changesContract ?? false))
    }

    // MARK: The file

    private mutating func lintFile(_ file: FileDescriptor) {
        // A copy, for `add` changes this value while it asks for a change.
        let fixes = fixes
        let start = TextPosition(byteOffset: 0, line: 1, column: 1)
        let top = TextRange(start: start, end: start)
        if file.syntaxPlace == nil, file.syntax == nil, file.edition == nil {
            add(
                ProtobufLintRules.syntaxMissing, "", top, "the file does not say its syntax, and is proto2 therefore",
                fixes.statedSyntax())
        }
        if let package = file.package, !package.isEmpty {
            if !package.split(separator: ".").allSatisfy({ NameCase.lowerSnake.fits(String($0)) }) {
                add(
                    ProtobufLintRules.packageName, "", file.packagePlace, "package \(quoted(package)) is not in lower_snake_case",
                    fixes.renamedPackage(package, at: file.packagePlace))
            }
        } else {
            add(ProtobufLintRules.packageMissing, "", file.syntaxPlace ?? top, "the file has no package")
        }
        for index in file.publicDependencies where file.dependencies.indices.contains(Int(index)) {
            let path = file.dependencies[Int(index)]
            add(ProtobufLintRules.importPublic, "", top, "\(quoted(path)) is imported publicly", fixes.plainImport(of: path))
        }
        lintImports(file)
        for service in file.services {
            if !NameCase.pascal.fits(service.name) {
                add(
                    ProtobufLintRules.serviceName, service.name, service.place, "service \(service.name) is not in PascalCase",
                    fixes.renamed(service.name, to: .pascal, in: service.place))
            }
            for method in service.methods where !NameCase.pascal.fits(method.name) {
                add(
                    ProtobufLintRules.methodName, "\(service.name).\(method.name)", method.place,
                    "method \(method.name) of service \(service.name) is not in PascalCase",
                    fixes.renamed(method.name, to: .pascal, in: method.place))
            }
        }
    }

    /// A plain import counts as used if a type, or an extension in an option, of it or of what it imports publicly is named.
    private mutating func lintImports(_ file: FileDescriptor) {
        let fixes = fixes
        var used: Set<Int> = []
        for message in schema.messages where message.file == main {
            for field in message.fields { used.formUnion(self.file(of: field.kind)) }
        }
        for field in schema.extensions {
            used.formUnion(self.file(of: field.kind))
            field.extendee.map { _ = used.insert(schema[$0].file) }
        }
        for method in file.services.flatMap(\.methods) {
            for name in [method.inputType, method.outputType] {
                schema.message(named: String(name.dropFirst())).map { _ = used.insert(schema[$0].file) }
            }
        }
        let options = Set(schema.extensions.compactMap(\.extensionName).map { String($0.split(separator: ".").last ?? "") })
        for (position, path) in file.dependencies.enumerated()
        where !file.publicDependencies.contains(Int32(position)) && !file.weakDependencies.contains(Int32(position)) {
            guard let index = schema.files.firstIndex(where: { $0.name == path }) else { continue }
            let reached = reachable(from: index)
            let declaresOptions = reached.contains { reachedFile in
                schema.files[reachedFile].extensions.contains { options.contains($0.name) && text.contains($0.name) }
            }
            guard reached.isDisjoint(with: used), !declaresOptions else { continue }
            add(
                ProtobufLintRules.importUnused, "", place(ofImport: path), "nothing of \(quoted(path)) is used",
                fixes.withoutImport(of: path))
        }
    }

    private func file(of kind: ProtobufField.Kind) -> [Int] {
        switch kind {
        case .message(let id): [schema[id].file]
        case .enumeration(let id): [schema[id].file]
        default: []
        }
    }

    private func reachable(from index: Int) -> Set<Int> {
        var reached: Set<Int> = [index]
        var pending = [index]
        while let next = pending.popLast() {
            for position in schema.files[next].publicDependencies
            where schema.files[next].dependencies.indices.contains(Int(position)) {
                let path = schema.files[next].dependencies[Int(position)]
                if let file = schema.files.firstIndex(where: { $0.name == path }), reached.insert(file).inserted {
                    pending.append(file)
                }
            }
        }
        return reached
    }

    private func place(ofImport path: String) -> TextRange? {
        var offset = 0
        for (number, line) in lines.enumerated() {
            if line.contains("import"), line.contains("\"\(path)\"") {
                return TextRange(
                    start: TextPosition(byteOffset: offset, line: number + 1, column: 1),
                    end: TextPosition(
                        byteOffset: offset + line.utf8.count, line: number + 1, column: line.unicodeScalars.count + 1))
            }
            offset += line.utf8.count + 1
        }
        return nil
    }

    // MARK: Messages and enums

    private mutating func lintMessage(_ id: ProtobufSchema.MessageID, _ message: ProtobufMessage) {
        let fixes = fixes
        let name = localName(message.fullName)
        if !NameCase.pascal.fits(message.name) {
            add(
                ProtobufLintRules.messageName, name, message.descriptor.namePlace, "message \(name) is not in PascalCase",
                fixes.renamed(message))
        }
        if message.parent == nil, !isDocumented(message.descriptor.place) {
            add(ProtobufLintRules.messageDoc, name, message.descriptor.namePlace, "message \(name) has no comment")
        }
        for field in message.fields {
            let pointer = "\(name).\(field.name)"
            if field.cardinality == .required {
                add(
                    ProtobufLintRules.requiredField, pointer, field.descriptor.labelPlace ?? field.descriptor.place,
                    "field \(quoted(field.name)) of message \(name) is required", fixes.madeOptional(field))
            }
            if field.descriptor.kind == .group {
                add(
                    ProtobufLintRules.group, pointer, field.descriptor.typePlace ?? field.descriptor.place,
                    "field \(quoted(field.name)) of message \(name) is a group")
            } else if !NameCase.lowerSnake.fits(field.name) {
                add(
                    ProtobufLintRules.fieldName, pointer, field.descriptor.namePlace,
                    "field \(quoted(field.name)) of message \(name) is not in lower_snake_case", fixes.renamed(field))
            }
            if field.descriptor.defaultValue != nil {
                add(
                    ProtobufLintRules.defaultValue, pointer, field.descriptor.place,
                    "field \(quoted(field.name)) of message \(name) has a default")
            }
        }
        for (index, oneof) in message.oneofs.enumerated() where !oneof.isSynthetic && !NameCase.lowerSnake.fits(oneof.name) {
            add(
                ProtobufLintRules.oneofName, "\(name).\(oneof.name)", message.descriptor.oneofs[index].place,
                "oneof \(quoted(oneof.name)) of message \(name) is not in lower_snake_case",
                fixes.renamed(oneof, at: message.descriptor.oneofs[index].place))
        }
    }

    private mutating func lintEnum(_ id: ProtobufSchema.EnumID, _ enumeration: ProtobufEnum) {
        let fixes = fixes
        let name = localName(enumeration.fullName)
        let values = enumeration.descriptor.values
        if !NameCase.pascal.fits(enumeration.name) {
            add(
                ProtobufLintRules.enumName, name, enumeration.descriptor.namePlace, "enum \(name) is not in PascalCase",
                fixes.renamed(enumeration))
        }
        if enumeration.parent == nil, !isDocumented(enumeration.descriptor.place) {
            add(ProtobufLintRules.enumDoc, name, enumeration.descriptor.namePlace, "enum \(name) has no comment")
        }
        let prefix = NameCase.upperSnake(of: enumeration.name) + "_"
        if let first = values.first, first.number != 0 {
            add(
                ProtobufLintRules.enumFirstValue, "\(name).\(first.name)", first.place,
                "the first value of enum \(name) has the number \(first.number)",
                fixes.withZeroFirst(enumeration, "\(prefix)UNSPECIFIED"))
        }
        var numbers: Set<Int32> = []
        for value in values {
            let pointer = "\(name).\(value.name)"
            if !numbers.insert(value.number).inserted {
                add(
                    ProtobufLintRules.enumAlias, pointer, value.place,
                    "value \(value.name) of enum \(name) shares the number \(value.number)")
            }
            if !NameCase.upperSnake.fits(value.name) {
                add(
                    ProtobufLintRules.enumValueName, pointer, value.place,
                    "value \(value.name) of enum \(name) is not in UPPER_SNAKE_CASE",
                    fixes.renamed(value, of: id, to: NameCase.upperSnake.writing(value.name)))
            }
            if !value.name.uppercased().hasPrefix(prefix) {
                add(
                    ProtobufLintRules.enumValuePrefix, pointer, value.place,
                    "value \(value.name) of enum \(name) does not begin with \(prefix)",
                    fixes.renamed(value, of: id, to: prefix + (NameCase.upperSnake.writing(value.name) ?? value.name)))
            } else if value.number == 0, !value.name.hasSuffix("_UNSPECIFIED"), numbers.count == 1 {
                add(
                    ProtobufLintRules.enumZeroSuffix, pointer, value.place, "value 0 of enum \(name) is named \(value.name)",
                    fixes.renamed(value, of: id, to: "\(prefix)UNSPECIFIED"))
            }
        }
    }

    /// Whether a comment ends on the line above, or begins behind the declaration's first line.
    private func isDocumented(_ place: TextRange?) -> Bool {
        guard let place else { return true }
        let line = place.start.line - 1
        if lines.indices.contains(line), lines[line].contains("//") || lines[line].contains("/*") { return true }
        guard line > 0, lines.indices.contains(line - 1) else { return false }
        let above = lines[line - 1].trimmingBlanks
        return above.hasPrefix("//") || above.hasSuffix("*/")
    }

    private func localName(_ fullName: String) -> String {
        guard let package = schema.files[main].package, !package.isEmpty else { return fullName }
        return String(fullName.utf8.dropFirst(package.utf8.count + 1)) ?? fullName
    }

    private func quoted(_ text: String) -> String { JSONPrinter.quoted(text) }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var rest = drop { $0 == " " || $0 == "\t" || $0 == "\r" }
        while let last = rest.last, last == " " || last == "\t" || last == "\r" { rest.removeLast() }
        return rest
    }
}
