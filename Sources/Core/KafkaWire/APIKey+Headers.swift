// Which header goes with which version (KIP-482).
extension APIKey {
    /// Whether messages of this version have compact lengths and tagged fields.
    package func isFlexible(_ version: Int16) -> Bool { version >= firstFlexibleVersion }

    /// 1 has a client id, 2 tagged fields as well.
    package func requestHeaderVersion(_ version: Int16) -> Int16 { isFlexible(version) ? 2 : 1 }

    /// 0 is the correlation id alone, 1 has tagged fields as well. ApiVersions answers with 0 always: its reader cannot know
    /// better.
    package func responseHeaderVersion(_ version: Int16) -> Int16 {
        self != .apiVersions && isFlexible(version) ? 1 : 0
    }
}
