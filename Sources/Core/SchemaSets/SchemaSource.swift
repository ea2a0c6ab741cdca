/// The languages a schema file can be written in.
package enum SchemaLanguage: String, Sendable, CaseIterable {
    case avro = "AVRO"
    case protobuf = "PROTOBUF"

    /// What files of the language end in.
    package var fileExtension: String {
        switch self {
        case .avro: "avsc"
        case .protobuf: "proto"
        }
    }

    /// By the end of the name; nil for files that are no schemas.
    package init?(path: String) {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
        let ending = name[name.index(after: dot)...]
        guard let language = Self.allCases.first(where: { $0.fileExtension == ending }) else { return nil }
        self = language
    }
}

/// A schema text and what it is called.
package struct SchemaSource: Sendable, Hashable {
    /// As people find it again: a path, `orders-value@3`, `standard input`.
    package var name: String
    /// From the directory of the set: what other `.proto` files import it by.
    package var importName: String
    package var language: SchemaLanguage
    package var text: String

    package init(name: String, importName: String, language: SchemaLanguage, text: String) {
        self.name = name
        self.importName = importName
        self.language = language
        self.text = text
    }
}
