internal import Avro
internal import JSONText

/// Walks two Avro schemas side by side. Each pair of named types is compared once, so recursion ends.
struct AvroChanges {
    private struct Pair: Hashable {
        var old: AvroSchema.TypeID
        var new: AvroSchema.TypeID
    }

    /// Differences that are listed; two schemas with more have nothing in common.
    private static let maxChanges = 10_000

    private let old: AvroSchema
    private let new: AvroSchema
    private var found: [SchemaChange] = []
    private var seen: Set<Pair> = []
    /// Pairs to compare, the next one last: stacks of calls are bounded, chains of types need not be.
    private var pending: [(pair: Pair, path: String, owner: String)] = []

    init(old: AvroSchema, new: AvroSchema) {
        self.old = old
        self.new = new
    }

    mutating func changes() -> [SchemaChange] {
        let (oldRoot, newRoot) = (old.rootType, new.rootType)
        let root = newRoot.name?.name ?? AvroTypeText.short(new.root, in: new)
        if type(of: oldRoot) != type(of: newRoot) {
            return [
                change(
                    .changed, root, newRoot.name?.fullName ?? "",
                    "\(AvroTypeText.short(old.root, in: old)) -> \(AvroTypeText.short(new.root, in: new))")
            ]
        }
        pending = [(Pair(old: old.root, new: new.root), root, "")]
        while let (pair, path, owner) = pending.popLast(), found.count < Self.maxChanges {
            if seen.insert(pair).inserted { compare(pair, path, owner) }
        }
        return found
    }

    /// The parts of two types of the same sort.
    ///
    /// - Parameter owner: the field they are in, as findings name it.
    private mutating func compare(_ pair: Pair, _ path: String, _ owner: String) {
        let element = new[pair.new].name?.fullName ?? owner
        if let oldName = old[pair.old].name, let newName = new[pair.new].name, oldName != newName {
            found.append(change(.changed, path, element, "name \(oldName) -> \(newName)"))
        }
        switch (old[pair.old].kind, new[pair.new].kind) {
        case (.record(let oldRecord), .record(let newRecord)): compare(oldRecord, newRecord, path)
        case (.enumeration(let oldEnum), .enumeration(let newEnum)): compare(oldEnum, newEnum, path)
        case (.fixed(let oldFixed), .fixed(let newFixed)):
            if oldFixed.size != newFixed.size {
                found.append(change(.changed, path, element, "size \(oldFixed.size) -> \(newFixed.size)"))
            }
        case (.array(let oldItems), .array(let newItems)): compareTypes(oldItems, newItems, path + "[]", owner)
        case (.map(let oldValues), .map(let newValues)): compareTypes(oldValues, newValues, path + "{}", owner)
        case (.union(let oldBranches), .union(let newBranches)): compareBranches(oldBranches, newBranches, path, owner)
        default:
            let (before, after) = (AvroTypeText.short(pair.old, in: old), AvroTypeText.short(pair.new, in: new))
            if before != after { found.append(change(.changed, path, owner, "\(before) -> \(after)")) }
        }
    }

    private mutating func compare(_ oldRecord: AvroRecord, _ newRecord: AvroRecord, _ path: String) {
        var byName: [String: AvroField] = [:], unmatched = Set(oldRecord.fields.map(\.name))
        for field in oldRecord.fields { byName[field.name] = field }
        var inner: [(pair: Pair, path: String, owner: String)] = []
        for field in newRecord.fields {
            let fieldPath = "\(path).\(field.name)", element = "\(newRecord.name).\(field.name)"
            let alias = field.aliases.first { unmatched.contains($0) && byName[field.name] == nil }
            guard let before = byName[field.name] ?? alias.flatMap({ byName[$0] }) else {
                found.append(change(.added, fieldPath, element, described(field, in: new), isOptional: field.defaultValue != nil))
                continue
            }
            unmatched.remove(before.name)
            if before.name != field.name { found.append(change(.changed, fieldPath, element, "renamed from \(before.name)")) }
            let count = found.count
            let parts = pending
            compareTypes(before.type, field.type, fieldPath, element)
            if found.count > count {
                // The type's line also tells what became of the default.
                let (oldText, newText) = (described(before, in: old), described(field, in: new))
                found[found.count - 1].text = "\(oldText) -> \(newText)"
            } else if before.defaultValue != field.defaultValue {
                let (oldText, newText) = (defaultText(before), defaultText(field))
                found.append(
                    change(.changed, fieldPath, element, "\(oldText) -> \(newText)", isOptional: field.defaultValue != nil))
            }
            inner += pending[parts.count...]
            pending = parts
        }
        for field in oldRecord.fields where unmatched.contains(field.name) {
            let element = "\(oldRecord.name).\(field.name)"
            found.append(change(.removed, "\(path).\(field.name)", element, described(field, in: old)))
        }
        pending += inner.reversed()
    }

    private mutating func compare(_ oldEnum: AvroEnum, _ newEnum: AvroEnum, _ path: String) {
        let (before, after) = (Set(oldEnum.symbols), Set(newEnum.symbols))
        let hasDefault = newEnum.defaultSymbol != nil
        for symbol in newEnum.symbols where !before.contains(symbol) {
            found.append(change(.added, "\(path).\(symbol)", newEnum.name.fullName, "enum symbol", isOptional: hasDefault))
        }
        for symbol in oldEnum.symbols where !after.contains(symbol) {
            found.append(change(.removed, "\(path).\(symbol)", newEnum.name.fullName, "enum symbol"))
        }
        if oldEnum.defaultSymbol != newEnum.defaultSymbol {
            let text = "\(oldEnum.defaultSymbol ?? "none") -> \(newEnum.defaultSymbol ?? "none")"
            found.append(change(.changed, path, newEnum.name.fullName, "default \(text)"))
        }
    }

    /// Types in the same place: another sort of type is a change, the same sort is looked into.
    private mutating func compareTypes(
        _ oldType: AvroSchema.TypeID, _ newType: AvroSchema.TypeID, _ path: String, _ owner: String
    ) {
        let (before, after) = (AvroTypeText.short(oldType, in: old), AvroTypeText.short(newType, in: new))
        if type(of: old[oldType]) != type(of: new[newType]) || isUnion(newType) && before != after {
            found.append(change(.changed, path, owner, "\(before) -> \(after)"))
        } else {
            pending.append((Pair(old: oldType, new: newType), path, owner))
        }
    }

    /// Branches of the same sort and name, where the unions read alike.
    private mutating func compareBranches(
        _ oldBranches: [AvroSchema.TypeID], _ newBranches: [AvroSchema.TypeID], _ path: String, _ owner: String
    ) {
        for branch in newBranches.reversed() {
            let match = oldBranches.first {
                type(of: old[$0]) == type(of: new[branch]) && old[$0].name?.fullName == new[branch].name?.fullName
            }
            if let match { pending.append((Pair(old: match, new: branch), path, owner)) }
        }
    }

    private func isUnion(_ id: AvroSchema.TypeID) -> Bool { if case .union = new[id].kind { true } else { false } }

    /// Types of one sort are looked into, primitive and logical types are compared by their names.
    private func type(of type: AvroType) -> String {
        switch type.kind {
        case .record: "record"
        case .enumeration: "enum"
        case .fixed: "fixed " + AvroTypeText.logical(type)
        case .array: "array"
        case .map: "map"
        case .union: "union"
        default: type.kind.keyword + AvroTypeText.logical(type)
        }
    }

    private func described(_ field: AvroField, in schema: AvroSchema) -> String {
        let type = AvroTypeText.short(field.type, in: schema)
        return field.defaultValue == nil ? type : "\(type) \(defaultText(field))"
    }

    private func defaultText(_ field: AvroField) -> String {
        field.defaultValue.map { "default \(AvroTypeText.clipped(JSONPrinter.compact($0)))" } ?? "no default"
    }

    private func change(
        _ kind: SchemaChange.Kind, _ path: String, _ element: String, _ text: String, isOptional: Bool = false
    ) -> SchemaChange {
        SchemaChange(kind: kind, path: path, element: element, text: text, isOptional: isOptional)
    }
}

/// Types in few words, named types by their names.
enum AvroTypeText {
    /// Types written inside each other that are shown.
    private static let maxDepth = 6

    static func short(_ id: AvroSchema.TypeID, in schema: AvroSchema, depth: Int = 0) -> String {
        if depth > maxDepth { return "…" }
        let type = schema[id]
        switch type.kind {
        case .union(let branches):
            return clipped("[" + branches.map { quoted($0, in: schema, depth: depth + 1) }.joined(separator: ",") + "]")
        case .array(let items): return "array of \(short(items, in: schema, depth: depth + 1))"
        case .map(let values): return "map of \(short(values, in: schema, depth: depth + 1))"
        default: return (type.name?.name ?? type.kind.keyword) + logical(type)
        }
    }

    private static func quoted(_ id: AvroSchema.TypeID, in schema: AvroSchema, depth: Int) -> String {
        JSONPrinter.quoted(short(id, in: schema, depth: depth))
    }

    /// ` (timestamp-millis)`, or nothing.
    static func logical(_ type: AvroType) -> String {
        guard type.logicalType != nil, let name = type.properties["logicalType"]?.asString else { return "" }
        let scale = ["precision", "scale"].compactMap { type.properties[$0]?.asNumber?.text }.joined(separator: ",")
        return " (\(name)\(scale.isEmpty ? "" : " \(scale)"))"
    }

    static func clipped(_ text: String) -> String {
        let scalars = text.unicodeScalars
        return scalars.count <= 80 ? text : String(String.UnicodeScalarView(scalars.prefix(80))) + "…"
    }
}
