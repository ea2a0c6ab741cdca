extension PlanCompiler {
    /// The writer's branch is known only from the datum: each has a body of its own. A branch that cannot be read is an
    /// error for the data that comes in it; if none can be read, there is no plan.
    mutating func writerUnion(
        _ source: Source, _ branches: [AvroSchema.TypeID], _ reader: AvroSchema.TypeID, slot: Int
    ) -> [PlanOp]? {
        let resolved = branches.enumerated().map { index, branch in
            attempt { (self: inout PlanCompiler) -> [PlanOp]? in
                // The reader reads its own defaults in the branch they were written in.
                if source == .reader { return self.lines(source, branch, branch, slot: 0, branch: index) }
                return self.lines(source, branch, reader, slot: 0)
            }
        }
        if errors.contains(where: { $0.code == .tooComplex }) { return nil }
        if !branches.isEmpty, resolved.allSatisfy({ $0 == nil }) {
            report(
                .missingUnionBranch, wants: self.reader[reader].wording,
                has: "a union without such a branch: \(names(source, branches))")
            return nil
        }
        if let optional = optional(resolved, slot: slot) { return optional }
        let entries = zip(branches, resolved).map { branch, ops in
            let body = newBody(source, branch)
            let lines = ops ?? [PlanOp(.fail, arg: newFailure(
                expected: self.reader[reader].wording,
                found: "branch \(type(source, branch).wording), which the reader does not take"))]
            drafts[body] = lines.map { Line(op: $0, label: nil) }
            return UInt32(body)
        }
        return [PlanOp(.union, slot: slot, arg: newTable(entries))]
    }

    /// `["null", T]` and `[T, "null"]` need no jump: null skips the op of the other branch.
    private func optional(_ resolved: [[PlanOp]?], slot: Int) -> [PlanOp]? {
        guard resolved.count == 2 else { return nil }
        for null in 0...1 {
            guard let nullOps = resolved[null], nullOps.count == 1, nullOps[0].code == .null,
                let others = resolved[1 - null], others.count == 1
            else { continue }
            var other = others[0]
            other.slot += UInt32(slot)
            return [PlanOp(.optional, slot: slot, tag: nullOps[0].tag, arg: null), other]
        }
        return nil
    }

    /// The reader's branch for a writer's type that is no union: the first of the same type and full name, else the
    /// first of the same type, else the first it can be promoted to. (The specification says the first that matches;
    /// the Java implementation prefers the same type, so that a long does not become a double for standing behind one.)
    mutating func readerUnion(
        _ source: Source, _ writer: AvroSchema.TypeID, _ union: AvroSchema.TypeID, slot: Int
    ) -> [PlanOp]? {
        let from = shapes[source.rawValue].types[writer.index]
        let branches = readerShape.types[union.index].children.map { AvroSchema.TypeID($0) }
        func trial(_ index: Int) -> [PlanOp]? {
            guard index < Slot.Tag.maxBranches else { return nil }
            return attempt { $0.lines(source, writer, branches[index], slot: slot, branch: index) }
        }
        let exact = branchPlaces(union)[from.name]
        if let exact, let ops = trial(exact) { return ops }
        let kinds = branches.map { readerShape.types[$0.index].kind }
        let alike = branches.indices.filter { kinds[$0] == from.kind && $0 != exact }
        let others = branches.indices.filter { from.kind.promotes(to: kinds[$0]) }
        for index in alike + others {
            if let ops = trial(index) { return ops }
        }
        report(.missingUnionBranch, wants: "one of \(names(.reader, branches))", has: type(source, writer).wording)
        return nil
    }

    /// The branches of a reader's union by full name or, without one, kind.
    private mutating func branchPlaces(_ union: AvroSchema.TypeID) -> [String: Int] {
        if let known = branchesByName[union.index] { return known }
        let names = readerShape.types[union.index].children.enumerated().map { (readerShape.types[$1].name, $0) }
        let places = Dictionary(names, uniquingKeysWith: { first, _ in first })
        branchesByName[union.index] = places
        return places
    }

    private func names(_ source: Source, _ branches: [AvroSchema.TypeID]) -> String {
        let names = branches.prefix(20).map { type(source, $0).wording }
        return names.joined(separator: ", ") + (branches.count > 20 ? ", …" : "")
    }
}

extension Slot.Kind {
    /// Avro's promotions from a writer's to another type of the reader's.
    func promotes(to reader: Slot.Kind) -> Bool {
        switch (self, reader) {
        case (.int, .long), (.int, .float), (.int, .double), (.long, .float), (.long, .double), (.float, .double): true
        case (.string, .bytes), (.bytes, .string): true
        default: false
        }
    }
}
