/// Sets of lint rules by how much they ask.
package enum LintCategory: String, Sendable, CaseIterable {
    /// What keeps a schema able to evolve.
    case minimal = "MINIMAL"
    /// `minimal`, and what readers of the schema expect: names, docs.
    case standard = "STANDARD"

    /// Whether rules of `other` are asked too.
    package func includes(_ other: LintCategory) -> Bool { self == .standard || other == .minimal }
}
