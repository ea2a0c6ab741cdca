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
        _ source: Source, _ writer: AvroSchema.TypeID, _ branches: [AvroSchema.TypeID], slot: Int
    ) -> [PlanOp]? {
        let writerType = type(source, writer)
        let kind = Slot.Kind(writerType.kind)
        let types = branches.map { reader[$0] }
        let exact = types.indices.filter { types[$0].name == writerType.name && Slot.Kind(types[$0].kind) == kind }
        let alike = types.indices.filter { types[$0].name != writerType.name && Slot.Kind(types[$0].kind) == kind }
        let others = types.indices.filter { Slot.Kind(types[$0].kind) != kind && kind.promotes(to: Slot.Kind(types[$0].kind)) }
        for index in exact + alike + others where index < Slot.Tag.maxBranches {
            let ops = attempt { $0.lines(source, writer, branches[index], slot: slot, branch: index) }
            if let ops { return ops }
        }
        report(
            .missingUnionBranch, wants: "one of \(names(.reader, branches))", has: writerType.wording)
        return nil
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
