import JSONText

/// What a path leads to, by the schema.
struct FilterTarget {
    var name: String
    var root: FilterRoot
    var steps: [FilterPath.Step]
    var shape: ValueShape

    /// - Parameter literal: what it is compared with, which says how values without a schema are taken.
    func path(against literal: FilterOperand?) -> FilterPath {
        let reading: FilterReading
        switch shape.kind {
        case .number: reading = .number
        case .moment: reading = .moment
        case .unknown: if case .number = literal?.kind { reading = .number } else { reading = .plain }
        case .boolean, .text, .composite: reading = .plain
        }
        return FilterPath(root: root, steps: steps, reading: reading)
    }
}

extension FilterBinding {
    /// - Throws: where a step leads nowhere, with the names there are.
    func target(_ operand: FilterOperand) throws(FilterError) -> FilterTarget {
        guard case .path(let root, let written) = operand.kind else {
            throw error(operand.place, "a part of the record must stand here, not a value")
        }
        var shape = rootShape(root), steps: [FilterPath.Step] = []
        if root == .header, written.isEmpty {
            throw error(operand.place, "header needs a name", help: "for example header.source or header[\"x-id\"]")
        }
        for step in written {
            let (next, bound) = try follow(step, into: shape)
            shape = next
            steps.append(bound)
        }
        return FilterTarget(name: source(operand.place), root: root, steps: steps, shape: shape)
    }

    private func rootShape(_ root: FilterRoot) -> ValueShape {
        switch root {
        case .topic: .text("string")
        case .partition, .offset, .schema: .number("integer")
        case .timestamp: .moment
        case .key: key
        case .value: value
        case .header: .map(.init { .anything })
        }
    }

    private func source(_ place: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: Array(text.unicodeScalars)[place])
        return String(view)
    }

    private func follow(_ step: FilterStep, into shape: ValueShape) throws(FilterError) -> (ValueShape, FilterPath.Step) {
        switch (step.kind, shape) {
        case (.member(let name), .anything): return (.anything, .member(name, absent: .null, tags: []))
        case (.member(let name), .map(let values)): return (values.shape, .member(name, absent: .null, tags: []))
        case (.member(let name), .record(let record, let fields)):
            guard let field = fields.first(where: { $0.names.contains(name) }) else {
                throw unknown(name, step, "\(record) has no field '\(name)'", fields.map(\.member))
            }
            return (field.shape.shape, .member(field.member, absent: field.absent, tags: []))
        case (.member(let name), .union(let branches)): return try branch(name, branches, step)
        case (.index(let index), .list(let items)): return (items.shape, .index(index))
        case (.index(let index), .anything): return (.anything, .index(index))
        case (.anyElement, .list(let items)), (.anyElement, .map(let items)): return (items.shape, .anyElement)
        case (.anyElement, .anything): return (.anything, .anyElement)
        case (.member, .list):
            throw error(step.place, "this is a list", help: "choose an element with [0], or any with [*]")
        default:
            throw error(step.place, "there is nothing in \(shape.wording)", help: "end the path before this step")
        }
    }

    /// A tagged branch goes by its tag; fields of others are found without naming the branch.
    private func branch(
        _ name: String, _ branches: [ValueShape.Branch], _ step: FilterStep
    ) throws(FilterError) -> (ValueShape, FilterPath.Step) {
        if let tagged = branches.first(where: { $0.tag == name && $0.isTagged }) {
            return (tagged.shape.shape, .member(name, absent: .null, tags: []))
        }
        var known = branches.filter(\.isTagged).map(\.tag)
        for branch in branches where !branch.isTagged {
            switch branch.shape.shape {
            case .map(let values): return (values.shape, .member(name, absent: .null, tags: branches.map(\.tag)))
            case .record(_, let fields):
                if let field = fields.first(where: { $0.names.contains(name) }) {
                    return (
                        field.shape.shape, .member(field.member, absent: field.absent, tags: branches.map(\.tag))
                    )
                }
                known += fields.map(\.member)
            default: continue
            }
        }
        throw unknown(name, step, "none of the types it can have has '\(name)'", known)
    }

    private func unknown(_ name: String, _ step: FilterStep, _ sentence: String, _ known: [String]) -> FilterError {
        var problem = error(step.place, sentence)
        (problem.word, problem.known) = (name, known)
        return problem
    }
}
