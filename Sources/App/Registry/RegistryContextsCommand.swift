import ArgumentParser
import JSONText
import RegistryClient

/// `herald registry contexts`
struct RegistryContextsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contexts",
        abstract: "List the registries within the registry.",
        discussion: """
            Subjects of the context .staging are named :.staging:NAME, or asked for under URL/contexts/.staging; ids count in \
            each context by themselves. The dot alone is the default context.
            """)

    @OptionGroup var output: DocumentOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let contexts = try await withRegistry(server) { try await $0.contexts() }
        try output.print(text: contexts.joined(separator: "\n")) {
            var document = JSONObject()
            document["schema"] = "herald.contexts/v1"
            document["contexts"] = .array(contexts.map { .string($0) })
            return document
        }
    }
}
