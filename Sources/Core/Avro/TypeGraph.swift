/// Which types of an arena use which: a bound on how deep a walk that enters no type twice can go.
struct TypeGraph {
    private let types: [AvroType]

    init(_ types: [AvroType]) { self.types = types }

    /// An upper bound on the number of types on any path from `root` that visits none twice. Types that use each other
    /// in a circle count together, for a path may thread them all. Linear time, no recursion.
    func longestPath(from root: AvroSchema.TypeID) -> Int {
        var search = ComponentSearch(count: types.count)
        search.visit(root.index) { uses(of: $0) }
        return search.longest[root.index]
    }

    /// The named types that the type at `index` reaches through unnamed ones, and the length of the longest way there.
    private func uses(of index: Int) -> (named: [Int], length: Int) {
        var named: [Int] = []
        var length = 1
        var pending = children(of: index).map { ($0, 2) }
        while let (child, depth) = pending.popLast() {
            if types[child].name != nil {
                named.append(child)
            } else {
                length = max(length, depth)
                pending += children(of: child).map { ($0, depth + 1) }
            }
        }
        return (named, length)
    }

    private func children(of index: Int) -> [Int] {
        switch types[index].kind {
        case .array(let items): [items.index]
        case .map(let values): [values.index]
        case .union(let branches): branches.map(\.index)
        case .record(let record): record.fields.map(\.type.index)
        default: []
        }
    }
}

/// Tarjan's strongly connected components with an explicit stack; components come out users last.
private struct ComponentSearch {
    private struct Frame {
        let node: Int
        let uses: [Int]
        var next = 0
    }

    /// By node: longest path from it, once its component is complete.
    private(set) var longest: [Int]
    private var order: [Int]
    private var low: [Int]
    private var length: [Int]
    private var isOpen: [Bool]
    private var open: [Int] = []
    private var visited = 0

    init(count: Int) {
        longest = Array(repeating: 0, count: count)
        order = Array(repeating: -1, count: count)
        low = order
        length = longest
        isOpen = Array(repeating: false, count: count)
    }

    mutating func visit(_ root: Int, _ uses: (Int) -> (named: [Int], length: Int)) {
        var frames = [enter(root, uses)]
        while var frame = frames.popLast() {
            if frame.next < frame.uses.count {
                let used = frame.uses[frame.next]
                frame.next += 1
                frames.append(frame)
                if order[used] < 0 {
                    frames.append(enter(used, uses))
                } else if isOpen[used] {
                    low[frame.node] = min(low[frame.node], order[used])
                }
                continue
            }
            longest[frame.node] = frame.uses.reduce(longest[frame.node]) { max($0, isOpen[$1] ? 0 : longest[$1]) }
            if low[frame.node] == order[frame.node] { close(frame.node) }
            if let parent = frames.last { low[parent.node] = min(low[parent.node], low[frame.node]) }
        }
    }

    private mutating func enter(_ node: Int, _ uses: (Int) -> (named: [Int], length: Int)) -> Frame {
        let (named, ownLength) = uses(node)
        order[node] = visited
        low[node] = visited
        visited += 1
        length[node] = ownLength
        isOpen[node] = true
        open.append(node)
        return Frame(node: node, uses: named)
    }

    /// Takes the component that began with `node` off the open ones.
    private mutating func close(_ node: Int) {
        var members: [Int] = []
        repeat { members.append(open.removeLast()) } while members.last != node
        let total = members.reduce(0) { $0 + length[$1] } + (members.map { longest[$0] }.max() ?? 0)
        for member in members {
            isOpen[member] = false
            longest[member] = total
        }
    }
}
