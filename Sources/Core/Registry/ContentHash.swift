internal import Digests
internal import RegistryModel

/// What makes two schemas one content and so one id in a context: text, references, metadata and rules.
typealias ContentHash = SchemaGUID

extension SchemaGUID {
    /// Confluent's MD5: the texts one behind another, with nothing between them.
    init(schema: String, references: [SchemaReference], metadata: SchemaMetadata? = nil, ruleSet: SchemaRuleSet? = nil) {
        var bytes = Array(schema.utf8)
        for reference in references {
            bytes += reference.name.utf8
            bytes += reference.subject.name.utf8
            withUnsafeBytes(of: reference.version.rawValue.bigEndian) { bytes += $0 }
        }
        if let metadata {
            bytes.append(1)
            metadata.addContent(to: &bytes)
        }
        if let ruleSet {
            bytes.append(1)
            for rule in ruleSet.rules { rule.addContent(to: &bytes) }
            bytes += (ruleSet.enableAt?.rawValue ?? "").utf8
        }
        guard let guid = SchemaGUID(bytes: Digest.md5(bytes)) else { preconditionFailure("an MD5 has 16 bytes") }
        self = guid
    }
}

extension SchemaMetadata {
    fileprivate func addContent(to bytes: inout [UInt8]) {
        for (path, texts) in (tags ?? [:]).sorted(by: { $0.key < $1.key }) {
            bytes += path.utf8
            for text in texts { bytes += text.utf8 }
        }
        for (key, text) in (properties ?? [:]).sorted(by: { $0.key < $1.key }) {
            bytes += key.utf8
            bytes += text.utf8
        }
        for key in sensitive ?? [] { bytes += key.utf8 }
    }
}

extension SchemaRule {
    fileprivate func addContent(to bytes: inout [UInt8]) {
        for text in [name, doc, kind.rawValue, mode.rawValue, type] { bytes += (text ?? "").utf8 }
        for tag in tags { bytes += tag.utf8 }
        for (key, text) in params.sorted(by: { $0.key < $1.key }) {
            bytes += key.utf8
            bytes += text.utf8
        }
        for text in [expr, onSuccess, onFailure] { bytes += (text ?? "").utf8 }
        if isDisabled { bytes.append(1) }
    }
}
