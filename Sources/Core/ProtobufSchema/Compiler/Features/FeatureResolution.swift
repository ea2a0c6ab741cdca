internal import JSONText

/// Features pass from a file to what is in it, and inwards. Those of proto2 and proto3 follow from the text.
extension Compilation {
    mutating func resolveFeatures(in file: Int) throws(ProtobufSchemaError) {
        let own = try features(files[file].options, on: .file, "", in: file)
        let resolved = own.inherit(.defaults(of: files[file].edition))
        withFile(file) { $0.features = resolved }
        for message in files[file].topMessages { try resolveFeatures(ofMessage: message, in: file, resolved) }
        for enumeration in files[file].topEnums { try resolveFeatures(ofEnum: enumeration, in: file, resolved) }
        for field in files[file].topExtensions { try resolveFeatures(ofExtension: field, in: file, resolved) }
        for service in files[file].services {
            _ = try features(service.options, on: .service, service.fullName, in: file)
            for options in service.methodOptions { _ = try features(options, on: .method, service.fullName, in: file) }
        }
    }

    private mutating func resolveFeatures(
        ofMessage index: Int, in file: Int, _ parent: FeatureValues
    ) throws(ProtobufSchemaError) {
        let fullName = files[file].messages[index].fullName
        let resolved = try features(files[file].messages[index].options, on: .message, fullName, in: file).inherit(parent)
        withFile(file) { $0.messages[index].features = resolved }
        var oneofs: [FeatureValues] = []
        for options in files[file].messages[index].oneofOptions {
            oneofs.append(try features(options, on: .oneof, "\(fullName).oneof", in: file).inherit(resolved))
        }
        for options in files[file].messages[index].rangeOptions {
            _ = try features(options, on: .extensionRange, fullName, in: file)
        }
        for position in files[file].messages[index].fields.indices {
            let own = try features(ofField: position, of: index, in: file)
            let outer = files[file].messages[index].fields[position].descriptor.oneofIndex.map { oneofs[Int($0)] } ?? resolved
            withFile(file) { $0.messages[index].fields[position].inherit(own, outer) }
        }
        for nested in files[file].messages[index].messages { try resolveFeatures(ofMessage: nested, in: file, resolved) }
        for nested in files[file].messages[index].enums { try resolveFeatures(ofEnum: nested, in: file, resolved) }
        for nested in files[file].messages[index].extensions { try resolveFeatures(ofExtension: nested, in: file, resolved) }
    }

    private func features(ofField position: Int, of message: Int, in file: Int) throws(ProtobufSchemaError) -> FeatureValues {
        guard !files[file].messages[message].fields[position].options.isEmpty else { return FeatureValues() }
        let field = files[file].messages[message].fields[position]
        return try features(field.options, on: .field, field.fullName, in: file)
    }

    private mutating func resolveFeatures(
        ofExtension index: Int, in file: Int, _ parent: FeatureValues
    ) throws(ProtobufSchemaError) {
        let field = files[file].extensions[index]
        let own = try features(field.options, on: .field, field.fullName, in: file)
        withFile(file) { $0.extensions[index].inherit(own, parent) }
    }

    private mutating func resolveFeatures(
        ofEnum index: Int, in file: Int, _ parent: FeatureValues
    ) throws(ProtobufSchemaError) {
        let enumeration = files[file].enums[index]
        let resolved = try features(enumeration.options, on: .enumeration, enumeration.fullName, in: file).inherit(parent)
        for options in enumeration.valueOptions { _ = try features(options, on: .enumValue, enumeration.fullName, in: file) }
        withFile(file) { $0.enums[index].features = resolved }
    }

    /// Those an element sets itself.
    private func features(
        _ options: [ProtoOption], on target: OptionTarget, _ element: String, in file: Int
    ) throws(ProtobufSchemaError) -> FeatureValues {
        guard !options.isEmpty else { return FeatureValues() }
        let written = options.filter { $0.name.first.map { $0.name == "features" && !$0.isExtension } ?? false }
        guard let first = written.first else { return FeatureValues() }
        guard files[file].isEditions else {
            throw error(file, first.name[0].place, "features are for editions", expected: "edition = \"2023\", or no features")
        }
        let bytes = try OptionInterpretation.interpret(written, on: target, element, in: file, of: self)
        guard let set = bytes.message(target.featuresNumber) else { return FeatureValues() }
        let (values, unknown) = FeatureValues.read(set)
        if let unknown { throw error(file, first.value.place, "the feature \(unknown) is set to an unknown value") }
        return values
    }
}

extension FieldDraft {
    fileprivate mutating func inherit(_ own: FeatureValues, _ outer: FeatureValues) {
        ownFeatures = own
        features = own.inherit(outer)
    }
}

extension OptionTarget {
    /// The number of the field `features`.
    var featuresNumber: Int32 {
        switch self {
        case .file, .extensionRange: 50
        case .message: 12
        case .field: 21
        case .oneof: 1
        case .enumeration: 7
        case .enumValue: 2
        case .service: 34
        case .method: 35
        }
    }
}
