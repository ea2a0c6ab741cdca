import Foundation

/// What the demo's schemas say, in Swift (Schemas/examples/git).
struct FileChanged: Codable, Sendable {
    enum Change: String, Codable, Sendable {
        case added = "ADDED", modified = "MODIFIED", typeChanged = "TYPE_CHANGED"
    }

    var commit: String
    var author: String
    var time: Date
    var change: Change
    var linesAdded: Int64?
    var linesDeleted: Int64?
    /// Since version 2; version 1 has no such field, and is written with nil.
    var executable: Bool?
}

/// Made by protoc-gen-swift from Schemas/examples/git/CommitMade.
typealias CommitMade = Herald_Examples_Git_CommitMade
