import ArgumentParser
import Foundation
import RegistryClient

/// How to prove to a registry that is read who one is, where no login stands in its address.
struct SourceAccess: ParsableArguments {
    /// Where the token is looked for when no option names one.
    static let variable = "HERALD_SOURCE_TOKEN"

    private static let maxBytes = 64 << 10

    @Option(
        help: ArgumentHelp(
            "Bearer token of the registry that is read; @FILE reads it from a file. Default: $HERALD_SOURCE_TOKEN, which other users "
                + "of the machine do not see.",
            valueName: "token"))
    var token: String?

    /// Nil if there is none. What is wrong with a token is said without it.
    func authorization(for url: String) throws -> RegistryConfiguration.Authorization? {
        guard let given = token ?? ProcessInfo.processInfo.environment[Self.variable], !given.isEmpty else { return nil }
        let source = token == nil ? "$\(Self.variable)" : "--token"
        var text = given
        if given.hasPrefix("@") {
            text = try TextFile.read(String(given.dropFirst()), maxBytes: Self.maxBytes)
            while text.hasSuffix("\n") || text.hasSuffix("\r") { text.removeLast() }
        }
        // RFC 6750 allows less; what would end a header's line is what may not be sent.
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw CommandFailure(
                .usage, "USAGE", "the token of \(source) is empty or has characters that no token has",
                help: "give the token alone, without Bearer in front and without spaces")
        }
        guard RunningRegistry.withoutLogin(url) == url else {
            throw CommandFailure(
                .usage, "USAGE", "there is a login in the address and a token from \(source), and only one can be sent",
                help: "take one of them away")
        }
        return .bearer(token: text)
    }
}
