internal import JSONText

extension Compilation {
    func checkRules(of enumeration: EnumDraft, in file: Int) throws(ProtobufSchemaError) {
        if files[file].isEditions, enumeration.features.isOpen { try checkFirstIsZero(enumeration, in: file) }
        guard enumeration.descriptor.options?.flag(2) != true else { return }
        var seen: [Int32: String] = [:]
        for (position, value) in enumeration.descriptor.values.enumerated() {
            guard let other = seen.updateValue(value.name, forKey: value.number) else { continue }
            throw error(
                file, enumeration.numberPlaces[position], "the enum values \(other) and \(value.name) have one number",
                expected: "different numbers, or option allow_alias = true")
        }
    }

    func checkFirstIsZero(_ enumeration: EnumDraft, in file: Int) throws(ProtobufSchemaError) {
        guard let first = enumeration.descriptor.values.first, first.number != 0 else { return }
        throw error(
            file, enumeration.numberPlaces[0],
            "the first value of the open enum \(enumeration.descriptor.name) is \(first.number)",
            expected: "0")
    }
}
