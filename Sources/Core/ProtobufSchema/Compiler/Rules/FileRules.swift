internal import JSONText

/// What is checked once options are known: protoc's last look at a file.
extension Compilation {
    func checkRules(of file: Int) throws(ProtobufSchemaError) {
        for message in files[file].topMessages { try checkRules(ofMessage: message, in: file) }
        for enumeration in files[file].topEnums { try checkRules(of: files[file].enums[enumeration], in: file) }
        for service in files[file].services { try checkRules(of: service, in: file) }
        for field in files[file].topExtensions { try checkRules(of: files[file].extensions[field], in: nil, file) }
        try checkLiteness(of: file)
        if files[file].isEditions { try checkFileFeatures(of: file) }
        if files[file].isProto3 { try checkProto3(file) }
    }

    private func checkRules(ofMessage index: Int, in file: Int) throws(ProtobufSchemaError) {
        let message = files[file].messages[index]
        let checksAll = files[file].isEditions || message.isMessageSet
        for position in message.fields.indices where checksAll || message.fields[position].hasRules {
            try checkRules(of: message.fields[position], in: message, file)
        }
        for nested in message.messages { try checkRules(ofMessage: nested, in: file) }
        for enumeration in message.enums { try checkRules(of: files[file].enums[enumeration], in: file) }
        for field in message.extensions { try checkRules(of: files[file].extensions[field], in: nil, file) }
        if files[file].isEditions {
            if !message.isMapEntry, let option = message.options.first(where: { $0.isPlain("map_entry") }) {
                throw error(file, option.name[0].place, "map_entry is set by hand", expected: "a field of type map<key, value>")
            }
            try checkJSONNames(of: message, in: file)
        }
        try checkExtensionRanges(of: message, in: file)
    }

    /// Files for the lite runtime can be imported by their like alone.
    private func checkLiteness(of file: Int) throws(ProtobufSchemaError) {
        guard !files[file].isLite else { return }
        for (position, name) in files[file].descriptor.dependencies.enumerated() {
            guard let dependency = index(of: name), files[dependency].isLite else { continue }
            throw error(
                file, files[file].importPlaces[position], "\(name) is for the lite runtime and this file is not",
                expected: "option optimize_for = LITE_RUNTIME in both or none")
        }
    }

    private func checkRules(of service: ServiceDraft, in file: Int) throws(ProtobufSchemaError) {
        let options = files[file].descriptor.options
        guard files[file].isLite, options?.flag(16) ?? false || options?.flag(17) ?? false else { return }
        throw error(file, service.namePlace, "a file for the lite runtime defines the generic service \(service.descriptor.name)")
    }

    private func checkFileFeatures(of file: Int) throws(ProtobufSchemaError) {
        if files[file].features.isRequired {
            throw error(
                file, files[file].options.first?.place, "the file makes all fields required",
                expected: "features.field_presence = LEGACY_REQUIRED on single fields")
        }
        if files[file].descriptor.options?.flag(27) ?? false {
            throw error(
                file, files[file].options.first?.place, "editions have no option java_string_check_utf8",
                expected: "features.(pb.java).utf8_validation")
        }
    }
}

extension FieldDraft {
    /// Whether there is anything to check of a field of proto2 or proto3: options, or a type that may be a map's entry.
    fileprivate var hasRules: Bool { descriptor.options != nil || descriptor.kind == .message }
}
