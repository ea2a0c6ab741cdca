internal import JSONText

/// The names an Avro schema text defines and those it takes from elsewhere, read without checking anything: enough to know
/// which file needs which.
struct AvroOutline: Sendable {
    /// Full names, in the order written.
    private(set) var defined: [String] = []
    /// Full names used and not defined in the text.
    private(set) var missing: [String] = []
    private var used: [String] = []

    private static let primitives: Set<String> = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"]
    private static let named: Set<String> = ["record", "error", "enum", "fixed"]

    /// A text that is no JSON has no names; whoever parses it as a schema will say what is wrong.
    init(_ text: String) {
        guard let value = try? JSONParser.parse(text) else { return }
        read(value, namespace: nil)
        let own = Set(defined)
        var seen: Set<String> = []
        missing = used.filter { !own.contains($0) && seen.insert($0).inserted }
    }

    /// Recursion is bounded by the depth of JSON.
    private mutating func read(_ type: JSONValue, namespace: String?) {
        switch type {
        case .string(let name): use(name, namespace)
        case .array(let branches): for branch in branches { read(branch, namespace: namespace) }
        case .object(let object):
            guard let keyword = object["type"]?.asString else {
                if let inner = object["type"] { read(inner, namespace: namespace) }
                return
            }
            if Self.named.contains(keyword) {
                let name = Self.fullName(object["name"]?.asString ?? "", object["namespace"]?.asString ?? namespace)
                defined.append(name)
                let inner = name.lastIndex(of: ".").map { String(name[..<$0]) }
                for field in object["fields"]?.asArray ?? [] { if let type = field["type"] { read(type, namespace: inner) } }
            } else if keyword == "array" {
                if let items = object["items"] { read(items, namespace: namespace) }
            } else if keyword == "map" {
                if let values = object["values"] { read(values, namespace: namespace) }
            } else {
                use(keyword, namespace)
            }
        default: break
        }
    }

    private mutating func use(_ name: String, _ namespace: String?) {
        if !Self.primitives.contains(name) { used.append(Self.fullName(name, namespace)) }
    }

    private static func fullName(_ name: String, _ namespace: String?) -> String {
        guard !name.contains("."), let namespace, !namespace.isEmpty else { return name }
        return "\(namespace).\(name)"
    }
}
