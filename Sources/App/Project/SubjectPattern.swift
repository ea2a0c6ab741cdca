import RegistryModel

/// How the path of a schema says its subject: `{topic}-{kind}` makes `orders/value.avsc` and `orders-value.avsc` to
/// `orders-value`.
struct SubjectPattern: Equatable {
    struct Malformed: Error {
        var problem: String
    }

    private enum Part: Equatable {
        case text(String)
        case topic, kind, name, path, record
    }

    private let parts: [Part]

    /// What paths say when no pattern is given.
    static let standard = SubjectPattern(parts: [.topic, .text("-"), .kind])

    private init(parts: [Part]) { self.parts = parts }

    init(_ text: String) throws(Malformed) {
        var parts: [Part] = []
        var rest = text[...]
        while !rest.isEmpty {
            let plain = rest.prefix { $0 != "{" }
            if !plain.isEmpty { parts.append(.text(String(plain))) }
            rest = rest.dropFirst(plain.count)
            guard !rest.isEmpty else { break }
            guard let end = rest.firstIndex(of: "}") else { throw Malformed(problem: "'\(text)' has a { without its }") }
            let word = rest[rest.index(after: rest.startIndex)..<end]
            switch word {
            case "topic": parts.append(.topic)
            case "kind": parts.append(.kind)
            case "name": parts.append(.name)
            case "path": parts.append(.path)
            case "record": parts.append(.record)
            default:
                throw Malformed(problem: "there is no {\(word)}, only {topic}, {kind}, {name}, {path} and {record}")
            }
            rest = rest[rest.index(after: end)...]
        }
        guard parts.contains(where: { if case .text = $0 { false } else { true } }) else {
            throw Malformed(
                problem: "'\(text)' would give every schema the same subject; it needs {topic}, {name}, {path} or {record}")
        }
        self.parts = parts
    }

    /// The subject of a file; nil if the path does not say what the pattern asks.
    ///
    /// - Parameters:
    ///   - path: from the directory of the schemas.
    ///   - record: full name of the schema's type, if it has one.
    func subject(path: String, record: String?) -> Subject? {
        let components = path.split(separator: "/")
        guard let file = components.last else { return nil }
        let stem = file.prefix { $0 != "." }
        var topic: Substring?, kind: Substring?
        if stem == "value" || stem == "key" {
            topic = components.dropLast().last.flatMap { $0 == "." || $0 == ".." ? nil : $0 }
            kind = stem
        } else if let dash = stem.lastIndex(of: "-"), ["value", "key"].contains(stem[stem.index(after: dash)...]) {
            topic = stem[..<dash]
            kind = stem[stem.index(after: dash)...]
        }
        var name = ""
        for part in parts {
            switch part {
            case .text(let text): name += text
            case .topic:
                guard let topic, !topic.isEmpty else { return nil }
                name += topic
            case .kind:
                guard let kind else { return nil }
                name += kind
            case .name: name += stem
            case .path: name += (components.dropLast() + [stem]).joined(separator: "/")
            case .record:
                guard let record else { return nil }
                name += record
            }
        }
        return name.isEmpty ? nil : Subject(name)
    }
}
