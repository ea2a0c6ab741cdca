import ArgumentParser
import Compatibility
import JSONText
import SchemaLint

struct SchemaExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what a rule asks, with an example and what to do.",
        discussion: "Needs no server. Without a rule, all are listed.")

    @Argument(help: ArgumentHelp("Id of a rule, as findings name it, in any case.", valueName: "rule"))
    var rule: String?

    @OptionGroup var output: DocumentOptions

    func run() throws {
        guard let rule else { return try listing.print(options) }
        guard let entry = RuleCatalog.rule(rule) else {
            let nearest = Nearest.name(to: rule.uppercased(), among: RuleCatalog.all.map(\.id))
            throw CommandFailure(
                .notFound, "RULE_NOT_FOUND", "there is no rule '\(rule)'",
                help: nearest.map { "did you mean \($0)?" } ?? "herald explain lists them all")
        }
        try output.print(text: entry.lines.joined(separator: "\n")) {
            var object = entry.object
            object["schema"] = "herald.rule/v1"
            return object
        }
    }

    private var options: OutputOptions {
        var options = OutputOptions()
        options.format = output.format
        options.quiet = false
        return options
    }

    private var listing: Listing {
        var listing = Listing(
            schema: "herald.rules/v1", member: "rules", columns: ["RULE", "ABOUT", "SUMMARY"], whenEmpty: "There are no rules.")
        for entry in RuleCatalog.all {
            listing.rows.append(.init(name: entry.id, cells: [entry.id, entry.about, entry.summary], object: entry.object))
        }
        return listing
    }
}

extension RuleCatalog.Entry {
    /// `Avro, between versions`
    fileprivate var about: String {
        let language = language.map { $0 == "AVRO" ? "Avro" : "Protobuf" } ?? "any schema"
        switch self {
        case .compatibility: return "\(language), between versions"
        case .policy(let rule):
            return "\(language), policy \(rule.policies.map(\.rawValue).joined(separator: ", "))"
        case .lint(let rule): return "\(language), lint \(rule.category.rawValue)"
        }
    }

    fileprivate var lines: [String] {
        var lines = ["\(id)   (\(about))", "", summary]
        if let example {
            if let before = example.before { lines += ["", "before"] + Self.indented(before) }
            lines += ["", example.before == nil ? "example" : "after"] + Self.indented(example.after)
            if example.before != nil {
                let who =
                    example.direction == .backward
                    ? "a reader on the second cannot read what the first wrote"
                    : "a reader on the first cannot read what the second writes"
                lines += ["", "Here \(who)."]
            }
        }
        lines += ["", "What to do: \(hint)."]
        if case .compatibility(let rule, _) = self, let type = rule.confluentErrorType {
            lines.append("Registries report it as \(type).")
        }
        return lines
    }

    private static func indented(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  \($0)" }
    }

    fileprivate var object: JSONObject {
        var object = JSONObject()
        object["rule"] = .string(id)
        object["type"] = language.map { .string($0) } ?? .null
        switch self {
        case .compatibility(let rule, _):
            object["confluentErrorType"] = rule.confluentErrorType.map { .string($0) } ?? .null
        case .policy(let rule): object["policies"] = .array(rule.policies.map { .string($0.rawValue) })
        case .lint(let rule):
            object["category"] = .string(rule.category.rawValue)
            object["level"] = .string(rule.level.rawValue)
        }
        object["summary"] = .string(summary)
        object["help"] = .string(hint)
        if let example {
            object["example"] = ["before": example.before.map { .string($0) } ?? .null, "after": .string(example.after)]
        }
        return object
    }
}
