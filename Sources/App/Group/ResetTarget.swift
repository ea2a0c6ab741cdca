import ArgumentParser

/// `--to`: where a group's committed offsets are moved.
enum ResetTarget: ExpressibleByArgument, Equatable {
    /// Start, end, an offset or a time.
    case place(ConsumeStart)
    /// That many records on from what is committed; negative: back.
    case shift(Int64)
    /// Where another group is.
    case group(String)
    /// As a file says; `-` is standard input.
    case file(String)

    init?(argument: String) {
        if let name = Self.rest(of: argument, behind: "group:") {
            self = .group(name)
        } else if let path = Self.rest(of: argument, behind: "file:") {
            self = .file(path)
        } else {
            guard let place = ConsumeStart(argument: argument) else { return nil }
            switch place {
            // Behind a group's name these count from where it is, not from an end.
            case .beforeEnd(let count): self = .shift(-count)
            case .afterStart(let count): self = .shift(count)
            case .start, .end, .offset, .time: self = .place(place)
            }
        }
    }

    private static func rest(of text: String, behind prefix: String) -> String? {
        guard text.hasPrefix(prefix), text.utf8.count > prefix.utf8.count else { return nil }
        return String(text.dropFirst(prefix.count))
    }
}
