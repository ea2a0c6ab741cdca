/// What may be done to a subject, a context, or all.
package enum RegistryMode: String, Sendable, CaseIterable {
    case readWrite = "READWRITE"
    case readOnly = "READONLY"
    /// Read-only whatever single subjects say.
    case readOnlyOverride = "READONLY_OVERRIDE"
    /// Versions come with their ids, unchecked: a registry is moved in.
    case importing = "IMPORT"
    /// Versions come from another registry all the time.
    case forward = "FORWARD"

    var isReadOnly: Bool { self == .readOnly || self == .readOnlyOverride }

    /// Whether versions bring their ids, and are taken as they come.
    var takesIDs: Bool { self == .importing || self == .forward }
}
