import ArgumentParser
import JSONText
import KafkaClient
import TopicModel

struct TopicConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show or change a topic's options, with where each value comes from.",
        discussion: """
            Without more than the topic every option is listed. `get` adds what the option means. `set` and `unset` change \
            the named options and leave the others as they are; `unset` goes back to the server's default.

              herald topic config orders
              herald topic config orders get retention.ms cleanup.policy
              herald topic config orders set retention.ms=3600000 cleanup.policy=compact,delete
              herald topic config orders unset retention.ms
            """)

    @Argument(help: "Name of the topic.")
    var topic: String

    @Argument(
        help: ArgumentHelp("get NAME…, set NAME=VALUE…, or unset NAME…. Default: every option.", valueName: "action"))
    var action: [String] = []

    @Flag(help: "Say what would change, and change nothing.")
    var dryRun = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var brokers: BrokerOptions

    func run() async throws {
        let change = try ConfigChange(action)
        let (before, after) = try await withAdmin(brokers) { admin in
            _ = try await admin.existingTopic(topic)
            let before = try await admin.configs(of: .topic(topic))
            try change.check(before.map(\.name), topic: topic)
            guard case .alter(let set, let reset) = change, !dryRun else { return (before, before) }
            try await admin.alterConfigs(of: .topic(topic), set: set, reset: Set(reset))
            return (before, try await admin.configs(of: .topic(topic)))
        }
        switch change {
        case .list: try listing(before, explained: false).print(output)
        case .show(let names): try listing(before.filter { names.contains($0.name) }, explained: true).print(output)
        case .alter(let set, let reset):
            try Self.changes(set, reset, before, dryRun ? nil : after).print(output)
            Console.error(dryRun ? "\(topic): nothing was changed (--dry-run)" : "\(topic): changed")
        }
    }

    private func listing(_ entries: [ConfigEntry], explained: Bool) -> Listing {
        var listing = Listing(
            schema: "herald.topic-config/v1", member: "configs",
            columns: ["OPTION", "VALUE", "SOURCE"] + (explained ? ["MEANING"] : []), whenEmpty: "\(topic) has no options.")
        for entry in entries.sorted(by: { $0.name < $1.name }) {
            let meaning = TopicOption.byName[entry.name]?.documentation
            var object = JSONObject()
            object["name"] = .string(entry.name)
            object["value"] = entry.value.map { .string($0) } ?? .null
            object["source"] = .string(entry.source.rawValue)
            if let meaning { object["meaning"] = .string(meaning) }
            listing.rows.append(
                .init(
                    name: entry.name,
                    cells: [entry.name, entry.value ?? "(hidden)", entry.source.rawValue] + (explained ? [meaning ?? ""] : []),
                    object: object))
        }
        return listing
    }

    /// - Parameter after: what the server says now; nil if nothing was changed yet.
    private static func changes(
        _ set: [String: String], _ reset: [String], _ before: [ConfigEntry], _ after: [ConfigEntry]?
    ) -> Listing {
        var listing = Listing(
            schema: "herald.topic-config-change/v1", member: "changes", columns: ["OPTION", "BEFORE", "AFTER"],
            whenEmpty: "Nothing to change.")
        for name in (Array(set.keys) + reset).sorted() {
            let old = before.first { $0.name == name }?.value
            let new = after.map { $0.first { $0.name == name }?.value } ?? set[name] ?? "(the server's default)"
            var object = JSONObject()
            object["name"] = .string(name)
            object["before"] = old.map { .string($0) } ?? .null
            object["after"] = new.map { .string($0) } ?? .null
            listing.rows.append(.init(name: name, cells: [name, old ?? "-", new ?? "-"], object: object))
        }
        return listing
    }
}

/// What `topic config` is to do with the options.
enum ConfigChange: Equatable {
    case list
    case show([String])
    case alter(set: [String: String], reset: [String])

    init(_ words: [String]) throws {
        guard let verb = words.first else {
            self = .list
            return
        }
        let rest = Array(words.dropFirst())
        guard !rest.isEmpty || !["get", "set", "unset"].contains(verb) else {
            throw CommandFailure(.usage, "USAGE", "`\(verb)` needs the options it is about")
        }
        switch verb {
        case "get": self = .show(rest)
        case "set":
            var values: [String: String] = [:]
            for word in rest {
                let (name, value) = try NameAndValue.split(word, option: "set")
                guard values.updateValue(value, forKey: name) == nil else {
                    throw CommandFailure(.usage, "USAGE", "`set` is given \(name) twice")
                }
            }
            self = .alter(set: values, reset: [])
        case "unset": self = .alter(set: [:], reset: Array(Set(rest)).sorted())
        default:
            throw CommandFailure(
                .usage, "USAGE", "'\(verb)' is nothing to do with options",
                help: "it takes get NAME…, set NAME=VALUE… or unset NAME…")
        }
    }

    private var names: [String] {
        switch self {
        case .list: []
        case .show(let names): names
        case .alter(let set, let reset): set.keys + reset
        }
    }

    /// Refuses names that are none of `known`.
    func check(_ known: [String], topic: String) throws {
        for name in names.sorted() where !known.contains(name) {
            throw CommandFailure(
                .usage, "OPTION_UNKNOWN", "topics have no option '\(name)'",
                help: Nearest.name(to: name, among: known).map { "did you mean '\($0)'?" }
                    ?? "herald topic config \(topic) lists those there are")
        }
    }
}
