internal import Avro
internal import Compatibility
internal import JSONText

/// Names and docs of records, enums and fixeds.
extension AvroLinter {
    mutating func checkName(_ type: AvroType, _ node: JSONNode) {
        guard let name = type.name, let nameNode = node["name"] else { return }
        let place = node["namespace"] ?? nameNode
        if let namespace = name.namespace {
            if namespace.contains(where: \.isUppercase) {
                add(AvroLintRules.namespaceCase, place, name.fullName, "the namespace \(namespace) is not in lower case")
            }
        } else {
            add(AvroLintRules.namespaceMissing, nameNode, name.fullName, "\(word(type)) has no namespace")
        }
        if name.name.first?.isUppercase != true || name.name.contains("_") {
            add(AvroLintRules.typeNameCase, nameNode, name.fullName, "the name \(name.name) is not UpperCamelCase")
        }
        if doc(type)?.isEmpty != false { add(AvroLintRules.docMissing, nameNode, name.fullName, "\(word(type)) has no doc") }
    }

    private func doc(_ type: AvroType) -> String? {
        switch type.kind {
        case .record(let record): record.doc
        case .enumeration(let enumeration): enumeration.doc
        case .fixed(let fixed): fixed.doc
        default: nil
        }
    }
}
