internal import ProtobufSchema

/// Compares the main files of two Protobuf schemas: messages and enums by name within the package, fields and values by number.
struct ProtobufChanges {
    let old: ProtobufSchema
    let new: ProtobufSchema

    func changes() -> [SchemaChange] {
        var found: [SchemaChange] = []
        let (oldFile, newFile) = (old.mainFile, new.mainFile)
        note(&found, "package", oldFile.package ?? "none", newFile.package ?? "none")
        note(&found, "syntax", oldFile.syntax ?? "proto2", newFile.syntax ?? "proto2")
        let oldMessages = named(old.messages.filter { $0.file == mainIndex(old) && !$0.isMapEntry }, \.fullName, oldFile.package)
        let newMessages = named(new.messages.filter { $0.file == mainIndex(new) && !$0.isMapEntry }, \.fullName, newFile.package)
        compare(oldMessages, newMessages, "message", &found) { before, after, name, found in compare(before, after, name, &found)
        }
        let oldEnums = named(old.enums.filter { $0.file == mainIndex(old) }, \.fullName, oldFile.package)
        let newEnums = named(new.enums.filter { $0.file == mainIndex(new) }, \.fullName, newFile.package)
        compare(oldEnums, newEnums, "enum", &found) { before, after, name, found in compare(before, after, name, &found) }
        return found
    }

    private func mainIndex(_ schema: ProtobufSchema) -> Int { schema.roots[schema.roots.count - 1] }

    private typealias Named<T> = [(name: String, value: T)]

    private func named<T>(_ values: [T], _ fullName: (T) -> String, _ package: String?) -> Named<T> {
        values.map { value in
            let name = fullName(value)
            guard let package, !package.isEmpty, name.hasPrefix(package + ".") else { return (name, value) }
            return (String(name.dropFirst(package.count + 1)), value)
        }
    }

    private func compare<T>(
        _ before: Named<T>, _ after: Named<T>, _ noun: String, _ found: inout [SchemaChange],
        _ inside: (T, T, String, inout [SchemaChange]) -> Void
    ) {
        let known = Dictionary(before.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        let names = Set(after.map(\.name))
        for (name, value) in after {
            if let match = known[name] {
                inside(match, value, name, &found)
            } else {
                found.append(change(.added, name, noun, isOptional: true))
            }
        }
        for (name, _) in before where !names.contains(name) {
            found.append(change(.removed, name, noun))
        }
    }

    private func compare(_ before: ProtobufMessage, _ after: ProtobufMessage, _ path: String, _ found: inout [SchemaChange]) {
        let known = Dictionary(before.fields.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        let numbers = Set(after.fields.map(\.number))
        for field in after.fields {
            let fieldPath = "\(path).\(field.name)"
            guard let match = known[field.number] else {
                let isOptional = field.cardinality != .required
                found.append(change(.added, fieldPath, described(field, after, new), isOptional: isOptional))
                continue
            }
            let (oldText, newText) = (described(match, before, old), described(field, after, new))
            if match.name != field.name {
                found.append(change(.changed, fieldPath, "renamed from \(match.name)"))
            }
            if oldText != newText {
                found.append(change(.changed, fieldPath, "\(oldText) -> \(newText)"))
            }
        }
        for field in before.fields where !numbers.contains(field.number) {
            found.append(change(.removed, "\(path).\(field.name)", described(field, before, old)))
        }
    }

    private func compare(_ before: ProtobufEnum, _ after: ProtobufEnum, _ path: String, _ found: inout [SchemaChange]) {
        let (oldValues, newValues) = (before.descriptor.values, after.descriptor.values)
        let known = Dictionary(oldValues.map { ($0.name, $0.number) }, uniquingKeysWith: { first, _ in first })
        let names = Set(newValues.map(\.name))
        for value in newValues {
            let valuePath = "\(path).\(value.name)"
            switch known[value.name] {
            case nil: found.append(change(.added, valuePath, "= \(value.number)", isOptional: true))
            case let number? where number != value.number:
                found.append(change(.changed, valuePath, "= \(number) -> = \(value.number)"))
            default: break
            }
        }
        for value in oldValues where !names.contains(value.name) {
            found.append(change(.removed, "\(path).\(value.name)", "= \(value.number)"))
        }
    }

    /// `repeated string = 3`, with the oneof the field is in.
    private func described(_ field: ProtobufField, _ message: ProtobufMessage, _ schema: ProtobufSchema) -> String {
        var words: [String] = []
        switch field.cardinality {
        case .required: words.append("required")
        case .repeated: if !field.isMap { words.append("repeated") }
        case .singular: if field.descriptor.isProto3Optional { words.append("optional") }
        }
        words += [type(of: field, in: schema), "= \(field.number)"]
        if let oneof = field.oneof, message.oneofs.indices.contains(oneof), !message.oneofs[oneof].isSynthetic {
            words.append("in oneof \(message.oneofs[oneof].name)")
        }
        return words.joined(separator: " ")
    }

    private func type(of field: ProtobufField, in schema: ProtobufSchema) -> String {
        switch field.kind {
        case .enumeration(let id): return schema[id].fullName
        case .message(let id):
            let message = schema[id]
            if field.isMap, message.fields.count == 2 {
                return "map<\(type(of: message.fields[0], in: schema)), \(type(of: message.fields[1], in: schema))>"
            }
            return message.fullName
        default: return "\(field.kind)"
        }
    }

    private func note(_ found: inout [SchemaChange], _ what: String, _ before: String, _ after: String) {
        if before != after { found.append(change(.changed, what, "\(before) -> \(after)")) }
    }

    private func change(
        _ kind: SchemaChange.Kind, _ path: String, _ text: String, isOptional: Bool = false
    ) -> SchemaChange {
        let package = (kind == .removed ? old : new).mainFile.package.map { "\($0)." } ?? ""
        return SchemaChange(kind: kind, path: path, element: package + path, text: text, isOptional: isOptional)
    }
}
