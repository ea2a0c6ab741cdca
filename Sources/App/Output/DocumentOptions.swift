import ArgumentParser
import JSONText

/// `--format` of a command whose answer is one thing, not rows.
struct DocumentOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How to write the answer.", valueName: "text|json|jsonl"))
    var format: OutputFormat?

    func print(text: String, _ document: () -> JSONObject) throws {
        switch format ?? .text {
        case .text: try Console.line(text)
        case .json: try Console.line(JSONPrinter.pretty(.object(document())))
        case .jsonl: try Console.line(JSONPrinter.compact(.object(document())))
        }
    }
}
