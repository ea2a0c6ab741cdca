import ArgumentParser

/// A word that stands where a command's name should, and the name that was probably meant.
struct UnknownCommand: Equatable {
    /// The commands before it, `herald` first.
    var parents: [String]
    var word: String
    var nearest: String?

    /// Walks down the tree along `arguments` to the first word that names no command; nil if all do.
    static func first(in arguments: [String], root: any ParsableCommand.Type) -> UnknownCommand? {
        var parents = [root._commandName]
        var children = root.configuration.subcommands
        for argument in arguments {
            if argument.hasPrefix("-") || children.isEmpty { return nil }
            var next: (any ParsableCommand.Type)?
            for child in children where names(of: child).contains(argument) { next = child }
            guard let next else {
                return UnknownCommand(parents: parents, word: argument, nearest: nearest(to: argument, among: children))
            }
            parents.append(next._commandName)
            children = next.configuration.subcommands
        }
        return nil
    }

    private static func names(of command: any ParsableCommand.Type) -> [String] {
        [command._commandName] + command.configuration.aliases
    }

    private static func nearest(to word: String, among commands: [any ParsableCommand.Type]) -> String? {
        Nearest.name(to: word, among: commands.flatMap(names) + ["help"])
    }

    var failure: CommandFailure {
        let place = parents.joined(separator: " ")
        return CommandFailure(
            .usage, "USAGE", "there is no command '\(word)' in \(place)",
            help: nearest.map { "did you mean `\(place) \($0)`?" } ?? "`\(place) --help` lists the commands there are")
    }
}
