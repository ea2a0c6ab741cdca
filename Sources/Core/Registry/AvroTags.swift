internal import JSONText
internal import RegistryModel

/// `confluent:tags` on Avro records and fields, in the JSON they are written in.
enum AvroTags {
    private static let key = "confluent:tags"

    static func find(in source: SchemaSource) -> [SchemaTags] {
        var walk = Walk()
        for dependency in source.dependencies { walk.define(dependency.text) }
        var found: [SchemaTags] = []
        walk.visit = { entity, _, object in
            let tags = tags(of: object)
            if !tags.isEmpty { found.append(SchemaTags(entity, tags)) }
        }
        if let json = try? JSONParser.parse(source.text) { _ = walk.walk(json, in: "") }
        return found
    }

    /// The text with the edits made that fit; those that do not stay in `edits`. Nil for a text that is no JSON.
    static func text(_ text: String, _ edits: inout [TagEdit]) -> String? {
        guard let json = try? JSONParser.parse(text) else { return nil }
        var walk = Walk()
        var open = edits
        walk.visit = { entity, short, object in
            guard let edit = open.take(entity.kind, entity.path, short) else { return }
            let tags = edit.applied(to: tags(of: object))
            object[key] = tags.isEmpty ? nil : .array(tags.map { .string($0) })
        }
        let edited = walk.walk(json, in: "")
        edits = open
        return JSONPrinter.compact(edited)
    }

    private static func tags(of object: JSONObject) -> [String] { object[key]?.asArray?.compactMap(\.asString) ?? [] }

    /// Goes through a schema, every record once.
    private struct Walk {
        /// Told each record and field, its path also without the namespace, and its object, which it may change.
        var visit: (SchemaTags.Entity, String, inout JSONObject) -> Void = { _, _, _ in }
        /// Records of other texts by their full names, with the namespace they stand in.
        private var definitions: [String: (json: JSONValue, namespace: String)] = [:]
        private var visited: Set<String> = []

        mutating func define(_ text: String) {
            guard let json = try? JSONParser.parse(text) else { return }
            var inner = Walk()
            var found: [(String, JSONValue)] = []
            inner.visit = { entity, _, object in
                if entity.kind == .record { found.append((entity.path, .object(object))) }
            }
            _ = inner.walk(json, in: "")
            for (name, json) in found where definitions[name] == nil {
                definitions[name] = (json, name.lastIndex(of: ".").map { String(name[..<$0]) } ?? "")
            }
        }

        mutating func walk(_ json: JSONValue, in namespace: String) -> JSONValue {
            switch json {
            case .array(let branches): return .array(branches.map { walk($0, in: namespace) })
            case .object(let object): return .object(walk(object, in: namespace))
            case .string(let name):
                let full = name.contains(".") || namespace.isEmpty ? name : "\(namespace).\(name)"
                if !visited.contains(full), let definition = definitions[full] {
                    _ = walk(definition.json, in: definition.namespace)
                }
                return json
            default: return json
            }
        }

        private mutating func walk(_ object: JSONObject, in namespace: String) -> JSONObject {
            var object = object
            switch object["type"] {
            case .string("record")?, .string("error")?: walkRecord(&object, in: namespace)
            case .string("array")?: object["items"] = object["items"].map { walk($0, in: namespace) }
            case .string("map")?: object["values"] = object["values"].map { walk($0, in: namespace) }
            case .string?, nil: break
            case let inner?: object["type"] = walk(inner, in: namespace)
            }
            return object
        }

        private mutating func walkRecord(_ object: inout JSONObject, in outer: String) {
            guard let name = object["name"]?.asString else { return }
            let end = name.lastIndex(of: ".")
            let short = end.map { String(name[name.index(after: $0)...]) } ?? name
            let namespace = end.map { String(name[..<$0]) } ?? object["namespace"]?.asString ?? outer
            let full = namespace.isEmpty ? short : "\(namespace).\(short)"
            guard visited.insert(full).inserted else { return }
            visit(SchemaTags.Entity(path: full, kind: .record), short, &object)
            guard let fields = object["fields"]?.asArray else { return }
            object["fields"] = .array(
                fields.map { field in
                    guard var field = field.asObject, let name = field["name"]?.asString else { return field }
                    visit(SchemaTags.Entity(path: "\(full).\(name)", kind: .field), "\(short).\(name)", &field)
                    field["type"] = field["type"].map { walk($0, in: namespace) }
                    return .object(field)
                })
        }
    }
}
