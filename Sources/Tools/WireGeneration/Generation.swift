/// Everything that is made from the definitions, in memory: Swift texts by file name.
package enum Generation {
    /// `definitions`: definition texts by file name.
    package static func generate(_ definitions: [String: String]) throws(DefinitionError) -> [String: String] {
        var apis: [APIDefinition] = []
        for (file, text) in definitions.sorted(by: { $0.key < $1.key }) {
            let api = try DefinitionParser.parse(text, file: file)
            guard file == api.definitionFile else {
                throw DefinitionError(file: file, line: 0, problem: "should be named \(api.definitionFile)")
            }
            apis.append(api)
        }
        var outputs = ["APIKey.swift": apiKeys(apis)]
        for api in apis { outputs[api.swiftFile] = SwiftPrinter.print(api) }
        return outputs
    }

    private static func apiKeys(_ apis: [APIDefinition]) -> String {
        func table(_ apis: [APIDefinition], _ value: (APIDefinition) -> String) -> String {
            apis.map { "        case .\($0.caseName): \(value($0))\n" }.joined()
        }
        return """
            // Made by wiregen from Definitions/. Change those and run `make generate`.

            /// The APIs that Herald speaks.
            package enum APIKey: Int16, CaseIterable, Sendable {
            \(apis.map { "    case \($0.caseName) = \($0.key)\n" }.joined())
                /// As Apache Kafka writes it.
                package var name: String {
                    switch self {
            \(table(apis) { "\"\($0.name)\"" })        }
                }

                /// Versions that are read, answered and written.
                package var versions: ClosedRange<Int16> {
                    switch self {
            \(table(apis) { "\($0.versions.lowerBound)...\($0.versions.upperBound)" })        }
                }

                /// Versions that ApiVersions names; wider than `versions` where old clients want to see more than they use.
                package var advertisedVersions: ClosedRange<Int16> {
                    switch self {
            \(table(apis) { "\($0.advertised.lowerBound)...\($0.advertised.upperBound)" })        }
                }

                /// The first version with compact lengths and tagged fields; `Int16.max` if there is none.
                package var firstFlexibleVersion: Int16 {
                    switch self {
            \(table(apis) { $0.firstFlexible.map(String.init) ?? ".max" })        }
                }
            }

            """
    }
}
