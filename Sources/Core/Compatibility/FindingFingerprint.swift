internal import Digests

extension SchemaFinding {
    /// What makes the finding the same one in another run: 32 hexadecimal digits of the rule, the subject, what is at fault by
    /// name, what is wrong with it, and the version. It survives lines that move and fields that come before.
    package func fingerprint(subject: String) -> String {
        let parts = [rule.id, subject, direction.rawValue, element ?? pathText, info, String(against)]
        let digest = Digest.sha256(Array(parts.joined(separator: "\u{0}").utf8))
        return digest.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
