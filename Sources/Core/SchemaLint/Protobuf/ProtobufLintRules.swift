internal import Compatibility

/// The table of Protobuf's lint rules. A rule is added by a row here, and a folder in `Compat/lint`.
package enum ProtobufLintRules {
    package static let all: [LintRule] = []

    static func findings(_ written: WrittenSchema, _ applies: (LintRule) -> Bool) -> [LintFinding] { [] }
}
