/// A schema with the texts it was parsed from: places of findings point into `text`.
package struct WrittenSchema: Sendable {
    package struct Reference: Sendable {
        /// Under which the text is imported; for Avro any name.
        package var name: String
        package var text: String

        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    package var schema: ComparableSchema
    package var text: String
    /// With their own references, each behind those it needs.
    package var references: [Reference]
    /// The file a Protobuf text is compiled as.
    package var name: String

    package init(_ schema: ComparableSchema, text: String, references: [Reference] = [], name: String = "schema.proto") {
        self.schema = schema
        self.text = text
        self.references = references
        self.name = name
    }
}
