/// How much a new version of a schema may differ from the versions before it.
package enum CompatibilityLevel: String, Sendable, CaseIterable {
    case none = "NONE"
    /// Readers on the new schema can read what the latest version wrote.
    case backward = "BACKWARD"
    case backwardTransitive = "BACKWARD_TRANSITIVE"
    /// Readers on the latest version can read what the new schema writes.
    case forward = "FORWARD"
    case forwardTransitive = "FORWARD_TRANSITIVE"
    /// Both.
    case full = "FULL"
    case fullTransitive = "FULL_TRANSITIVE"

    /// The registry's default.
    package static let `default` = CompatibilityLevel.backward

    /// Reads the name of the REST API, in any case.
    package init?(name: String) { self.init(rawValue: name.uppercased()) }

    /// Whether all earlier versions count, not the latest alone.
    package var isTransitive: Bool {
        switch self {
        case .backwardTransitive, .forwardTransitive, .fullTransitive: true
        case .none, .backward, .forward, .full: false
        }
    }

    /// The directions a version is checked in, in the order their findings are listed.
    package var directions: [CompatibilityDirection] {
        switch self {
        case .none: []
        case .backward, .backwardTransitive: [.backward]
        case .forward, .forwardTransitive: [.forward]
        case .full, .fullTransitive: [.forward, .backward]
        }
    }
}

/// Who reads whose data.
package enum CompatibilityDirection: String, Sendable {
    /// The new schema reads what the old one wrote.
    case backward = "BACKWARD"
    /// The old schema reads what the new one writes.
    case forward = "FORWARD"
}
