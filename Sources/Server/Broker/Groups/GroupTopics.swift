package import GroupCoordination

/// Which topics there are, for groups whose assignments the server makes.
package protocol GroupTopics: Sendable {
    /// Another number whenever `groupTopics` may have changed.
    var topicsVersion: UInt64 { get }

    /// By name.
    func groupTopics() -> [String: GroupTopic]
}
