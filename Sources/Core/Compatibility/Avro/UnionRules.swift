internal import Avro

/// A reader's union reads a type if one of its branches does; a writer's union is read if each of its branches is.
enum UnionRules {
    /// A reader's union, arranged so that only branches which stand a chance are tried: a union of thousands of records
    /// against another would else be millions of pairs.
    struct BranchTable {
        private let reader: AvroSchema
        /// Branches that are not named, few by nature, in order.
        private var unnamed: [AvroSchema.TypeID] = []
        private var bySimpleName: [String: [AvroSchema.TypeID]] = [:]
        private var byAlias: [AvroName: [AvroSchema.TypeID]] = [:]

        init(_ union: AvroSchema.TypeID, in reader: AvroSchema) {
            self.reader = reader
            guard case .union(let branches) = reader[union].kind else { return }
            for branch in branches {
                guard let name = reader[branch].name else {
                    unnamed.append(branch)
                    continue
                }
                bySimpleName[name.name, default: []].append(branch)
                for alias in reader[branch].aliases where alias.name != name.name { byAlias[alias, default: []].append(branch) }
            }
        }

        /// The branches that are not ruled out by kind or name alone. `writer` is no union.
        func candidates(for writer: AvroType) -> [AvroSchema.TypeID] {
            guard let name = writer.name else {
                return unnamed.filter { isSameKind($0, writer) || PromotionRules.canRead(reader[$0].kind, writer.kind) }
            }
            let named = (bySimpleName[name.name] ?? []) + (byAlias[name] ?? [])
            return named.filter { isSameKind($0, writer) }
        }

        private func isSameKind(_ branch: AvroSchema.TypeID, _ writer: AvroType) -> Bool {
            reader[branch].kind.upperCaseName == writer.kind.upperCaseName
        }
    }
}

extension AvroType {
    /// The aliases of a named type.
    var aliases: [AvroName] {
        switch kind {
        case .record(let record): record.aliases
        case .enumeration(let enumeration): enumeration.aliases
        case .fixed(let fixed): fixed.aliases
        default: []
        }
    }
}
