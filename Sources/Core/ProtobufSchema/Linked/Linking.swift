internal import Bytes

extension ProtobufSchema {
    /// Resolves the names of descriptors that come from our compiler, protoc or a stranger.
    ///
    /// - Parameters:
    ///   - files: in any order; all that is imported is among them.
    ///   - roots: indices into `files`, the last one the main file.
    /// - Throws: for imports that are missing or go in circles, names that are missing or doubled, numbers out of range,
    ///   defaults that are none, and sets beyond `limits`. What is merely bad style passes.
    public init(
        linking files: [FileDescriptor], roots: [Int], limits: ProtobufLimits = .standard
    ) throws(ProtobufSchemaError) {
        var ordering = try FileOrdering(files, limits: limits)
        let order = try ordering.order()
        var places = Array(repeating: 0, count: files.count)
        for (place, index) in order.enumerated() { places[index] = place }
        guard !roots.isEmpty, roots.allSatisfy(files.indices.contains) else {
            throw ProtobufSchemaError(.invalid, file: "", at: nil, "none of the files is the one asked for")
        }
        var linking = Linking(files: order.map { files[$0] }, limits: limits)
        try linking.link()
        self.init(
            files: linking.files, roots: roots.map { places[$0] }, messages: linking.messages, enums: linking.enums,
            extensions: linking.extensions, messagesByName: linking.messagesByName, enumsByName: linking.enumsByName)
    }
}

/// Puts files behind those they import.
private struct FileOrdering {
    let files: [FileDescriptor]
    let limits: ProtobufLimits
    private var indices: [String: Int] = [:]
    private var states: [State]
    private var result: [Int] = []

    private enum State { case untouched, begun, done }

    init(_ files: [FileDescriptor], limits: ProtobufLimits) throws(ProtobufSchemaError) {
        guard files.count <= limits.maxFiles else {
            throw ProtobufSchemaError(
                .limit, file: "", at: nil, "\(files.count) files are too many, the limit is \(limits.maxFiles)")
        }
        self.files = files
        self.limits = limits
        states = Array(repeating: .untouched, count: files.count)
        for (index, file) in files.enumerated() {
            guard indices.updateValue(index, forKey: file.name) == nil else {
                throw ProtobufSchemaError(.invalid, file: file.name, at: nil, "the file is given twice")
            }
        }
    }

    mutating func order() throws(ProtobufSchemaError) -> [Int] {
        for index in files.indices { try visit(index, depth: 0) }
        return result
    }

    private mutating func visit(_ index: Int, depth: Int) throws(ProtobufSchemaError) {
        let file = files[index]
        switch states[index] {
        case .done: return
        case .begun: throw ProtobufSchemaError(.invalid, file: file.name, at: nil, "the file imports itself, if by way of others")
        case .untouched: states[index] = .begun
        }
        guard depth <= limits.maxImportDepth else {
            throw ProtobufSchemaError(
                .limit, file: file.name, at: nil, "imports go deeper than \(limits.maxImportDepth) files")
        }
        for name in file.dependencies {
            guard let dependency = indices[name] else {
                throw ProtobufSchemaError(
                    .missingImport, file: file.name, at: nil, "the import \"\(name)\" is not at hand",
                    expected: "a file of that name among those given")
            }
            try visit(dependency, depth: depth + 1)
        }
        guard (file.publicDependencies + file.weakDependencies).allSatisfy({ file.dependencies.indices.contains(Int($0)) }) else {
            throw ProtobufSchemaError(.invalid, file: file.name, at: nil, "a public or weak import is none of the file's imports")
        }
        states[index] = .done
        result.append(index)
    }
}

/// One linking: first every message and enum gets its id, then fields find their types.
struct Linking {
    let files: [FileDescriptor]
    let limits: ProtobufLimits
    var messages: [ProtobufMessage] = []
    var enums: [ProtobufEnum] = []
    var extensions: [ProtobufField] = []
    private(set) var messagesByName: [String: ProtobufSchema.MessageID] = [:]
    private(set) var enumsByName: [String: ProtobufSchema.EnumID] = [:]
    private var symbolCount = 0
    /// The file in hand, for errors.
    private(set) var file = 0

    init(files: [FileDescriptor], limits: ProtobufLimits) {
        self.files = files
        self.limits = limits
    }

    mutating func link() throws(ProtobufSchemaError) {
        var features: [FeatureSet] = []
        for index in files.indices {
            file = index
            features.append(try fileFeatures())
            let scope = files[index].package ?? ""
            try declare(files[index].messages, in: scope, parent: nil, features[index], depth: 1)
            for descriptor in files[index].enums { _ = try declare(descriptor, in: scope, parent: nil, features[index]) }
        }
        for index in messages.indices {
            file = messages[index].file
            try linkFields(of: ProtobufSchema.MessageID(index))
        }
        for index in files.indices {
            file = index
            let scope = files[index].package ?? ""
            for descriptor in files[index].extensions { try linkExtension(descriptor, in: scope, features[index]) }
            for message in messages where message.file == index {
                for descriptor in message.descriptor.extensions {
                    try linkExtension(descriptor, in: message.fullName, message.features)
                }
            }
        }
        try checkExtensions()
        for index in messages.indices { completeForWalks(index) }
        for field in extensions where field.descriptor.kind == .group {
            if case .message(let id) = field.kind { messages[id.index].isGroup = true }
        }
    }

    /// What everyone who walks schemas side by side would work out again.
    private mutating func completeForWalks(_ index: Int) {
        let message = messages[index]
        messages[index].declaredMessages =
            message.messages.contains { messages[$0.index].isMapEntry }
            ? message.messages.filter { !messages[$0.index].isMapEntry } : message.messages
        let isLabelOptional = files[message.file].syntax != nil || files[message.file].edition != nil
        messages[index].shapes = message.fields.indices.map {
            FieldShape(message.fields[$0], at: $0, in: message, isLabelOptional: isLabelOptional)
        }
        messages[index].shapes.sort { $0.number < $1.number }
        for field in message.fields where field.descriptor.kind == .group {
            if case .message(let id) = field.kind { messages[id.index].isGroup = true }
        }
    }

    private func fileFeatures() throws(ProtobufSchemaError) -> FeatureSet {
        let descriptor = files[file]
        switch descriptor.syntax {
        case nil, "", "proto2": return .proto2
        case "proto3": return .proto3
        case "editions":
            guard let edition = descriptor.edition, edition >= .edition2023, edition <= .edition2024 else {
                throw error(
                    "the edition \(descriptor.edition?.rawValue ?? 0) is not known", expected: "1000 (2023) or 1001 (2024)")
            }
            return try features(.edition2023, descriptor.options, of: .file, "the file's options")
        case let syntax?:
            throw error("the syntax \"\(syntax)\" is not known", expected: "proto2, proto3 or editions")
        }
    }

    /// Only editions know features; `inherited` is returned where the element has none.
    func features(
        _ inherited: FeatureSet, _ options: OptionsBytes?, of element: FeatureSet.Element, _ what: @autoclosure () -> String
    ) throws(ProtobufSchemaError) -> FeatureSet {
        guard options != nil, files[file].syntax == "editions" else { return inherited }
        var features = inherited
        do throws(MalformedBytes) {
            try features.apply(options, of: element)
        } catch {
            throw self.error("\(what()) are malformed: \(error)")
        }
        return features
    }

    private mutating func declare(
        _ descriptors: [MessageDescriptor], in scope: String, parent: ProtobufSchema.MessageID?, _ inherited: FeatureSet,
        depth: Int
    ) throws(ProtobufSchemaError) {
        guard depth <= limits.maxDepth else {
            throw error("messages in \(scope) are nested deeper than \(limits.maxDepth) levels", code: .limit)
        }
        var indexInParent = 0
        for descriptor in descriptors {
            let id = ProtobufSchema.MessageID(messages.count)
            let name = try declare(descriptor.name, in: scope)
            try count(1 + descriptor.fields.count + descriptor.oneofs.count + descriptor.extensions.count)
            messagesByName[name] = id
            let isMapEntry = try flag(7, of: descriptor.options, name)
            let features = try features(inherited, descriptor.options, of: .message, "the options of \(name)")
            messages.append(
                ProtobufMessage(
                    fullName: name, name: descriptor.name, file: file, parent: parent, indexInParent: indexInParent, fields: [],
                    oneofs: [], messages: [], enums: [], isMapEntry: isMapEntry,
                    isMessageSet: try flag(1, of: descriptor.options, name), features: features, descriptor: descriptor))
            if !isMapEntry { indexInParent += 1 }
            if let parent { messages[parent.index].messages.append(id) }
            try declare(descriptor.messages, in: name, parent: id, features, depth: depth + 1)
            for enumeration in descriptor.enums {
                messages[id.index].enums.append(try declare(enumeration, in: name, parent: id, features))
            }
        }
    }

    private mutating func declare(
        _ descriptor: EnumDescriptor, in scope: String, parent: ProtobufSchema.MessageID?, _ inherited: FeatureSet
    ) throws(ProtobufSchemaError) -> ProtobufSchema.EnumID {
        let id = ProtobufSchema.EnumID(enums.count)
        let name = try declare(descriptor.name, in: scope)
        try count(1 + descriptor.values.count)
        guard !descriptor.values.isEmpty else { throw error("the enum \(name) has no value", expected: "one at least") }
        enumsByName[name] = id
        let features = try features(inherited, descriptor.options, of: .enumeration, "the options of \(name)")
        enums.append(
            ProtobufEnum(
                fullName: name, name: descriptor.name, file: file, parent: parent, isClosed: features.enumType == .closed,
                features: features, descriptor: descriptor))
        return id
    }

    private func declare(_ name: String, in scope: String) throws(ProtobufSchemaError) -> String {
        guard Self.isIdentifier(name) else {
            throw error(
                "\"\(name.prefix(80))\" in \(scope.isEmpty ? "the file" : scope) is no name", expected: "letters, digits and _")
        }
        let fullName = scope.isEmpty ? name : "\(scope).\(name)"
        guard messagesByName[fullName] == nil, enumsByName[fullName] == nil else { throw error("\(fullName) is defined twice") }
        return fullName
    }

    private mutating func count(_ more: Int) throws(ProtobufSchemaError) {
        symbolCount += more
        guard symbolCount <= limits.maxSymbols else {
            throw error("the files define more than \(limits.maxSymbols) things", code: .limit)
        }
    }

    func flag(_ number: Int32, of options: OptionsBytes?, _ what: String) throws(ProtobufSchemaError) -> Bool {
        guard let options else { return false }
        do throws(MalformedBytes) {
            return try options.bool(number) ?? false
        } catch {
            throw self.error("the options of \(what) are malformed: \(error)")
        }
    }

    static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20) || $0 == UInt8(ascii: "_")
        }
    }

    func error(
        _ problem: String, expected: String? = nil, code: ProtobufSchemaError.Code = .invalid
    ) -> ProtobufSchemaError {
        ProtobufSchemaError(code, file: files[file].name, at: nil, problem, expected: expected)
    }
}
