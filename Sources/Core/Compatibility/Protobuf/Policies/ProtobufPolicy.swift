internal import JSONText
package import ProtobufSchema

/// What a Protobuf schema is asked beyond its compatibility level, after Buf's categories: each policy refuses all that the
/// one before it refuses, and more.
package enum ProtobufPolicy: String, Sendable, CaseIterable {
    /// Binary data goes on being read.
    case wire
    /// So does JSON.
    case wireJSON = "wire_json"
    /// So does generated code, types moving freely between the files of a package.
    case package
    /// So does generated code of each file.
    case file

    /// Reads the name, in any case, `-` for `_` allowed.
    package init?(name: String) {
        self.init(rawValue: name.lowercased().replacing("-", with: "_"))
    }

    /// What the change from `old` to `new` breaks of the policy, in the main file and in what it imports.
    package func findings(new: ProtobufSchema, old: ProtobufSchema, against version: Int) -> [SchemaFinding] {
        PolicyComparison.sites(new: new, old: old, rules: ProtobufPolicyRules.rules(of: self)).map { site in
            SchemaFinding(
                rule: site.rule.rule, direction: .backward, against: version, path: .init(), protobufPath: site.path,
                newPlace: site.new.range(site.aspect(of: site.new), in: new),
                oldPlace: site.old.range(site.aspect(of: site.old), in: old),
                newPointer: site.new.pointer(in: new), oldPointer: site.old.pointer(in: old),
                element: ProtobufPart.element(site.new, in: new, or: site.old, in: old), sentence: site.sentence, info: "")
        }
    }
}

/// A rule, and the policies it belongs to.
package struct ProtobufPolicyRule: Sendable, Hashable {
    package let rule: CompatibilityRule
    package let policies: [ProtobufPolicy]

    /// - Parameter name: as Buf calls it; the rule's id puts `PROTO_` in front.
    init(_ name: String, _ policies: [ProtobufPolicy], _ summary: String, _ hint: String) {
        rule = CompatibilityRule(id: "PROTO_\(name)", confluentErrorType: nil, summary: summary, hint: hint)
        self.policies = policies
    }
}

extension [ProtobufPolicy] {
    static let everywhere: [ProtobufPolicy] = [.wire, .wireJSON, .package, .file]
    static let wires: [ProtobufPolicy] = [.wire, .wireJSON]
    static let fromJSON: [ProtobufPolicy] = [.wireJSON, .package, .file]
    static let code: [ProtobufPolicy] = [.package, .file]
}
