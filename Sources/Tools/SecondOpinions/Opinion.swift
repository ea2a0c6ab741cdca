package import LeafDump

/// A C library's reading of one schema: bytes in, leaves out.
///
/// The libraries trust what they read: give them nothing that our own decoder has not accepted before.
package protocol Opinion {
    /// Appends the leaves of a datum.
    func dump(_ bytes: [UInt8], to dump: inout LeafDump) throws(OpinionRefusal)
}

/// What the library says it cannot do, or what it does not know of.
package struct OpinionRefusal: Error, Sendable {
    package var sentence: String

    package init(_ sentence: String) { self.sentence = sentence }
}
