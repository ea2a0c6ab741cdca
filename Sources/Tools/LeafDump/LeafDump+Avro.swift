package import Avro

extension LeafDump {
    /// A datum as our decoder reads it.
    package mutating func write(_ value: GenericValue) {
        if let branch = value.unionBranch { self.branch(branch) }
        switch value.type.kind {
        case .null: null()
        case .boolean: bool(value.bool ?? false)
        case .int, .long: integer(value.int64 ?? 0)
        case .float: float(value.float ?? 0)
        case .double: double(value.double ?? 0)
        case .enumeration(let type): symbol(type.symbols.firstIndex { $0 == value.symbol } ?? -1)
        case .string: _ = value.withContent { string($0) }
        case .bytes, .fixed: _ = value.withContent { bytes($0) }
        case .record:
            record(value.record?.count ?? 0)
            for field in value.record.map(Array.init) ?? [] { inside(field.name) { $0.write(field.value) } }
        case .array:
            array(value.array?.count ?? 0)
            guard let items = value.array else { return }
            for (index, item) in items.enumerated() { inside("[\(index)]") { $0.write(item) } }
        case .map:
            map(value.map?.count ?? 0)
            guard let entries = value.map else { return }
            for entry in entries {
                inside("{\(entry.key)}") { dump in
                    Array(entry.key.utf8).withUnsafeBytes { dump.key($0) }
                    dump.write(entry.value)
                }
            }
        case .union: break
        }
    }
}
