/// A pattern of paths: `*` and `?` stay within one component, `**` spans any number of them.
struct PathPattern: Equatable {
    private let components: [String]

    init(_ text: String) {
        components = text.split(separator: "/").filter { $0 != "." }.map(String.init)
    }

    /// - Parameter path: relative to where the pattern starts.
    func matches(_ path: String) -> Bool {
        let names = path.split(separator: "/").map { Array(String($0).unicodeScalars) }
        return Self.matches(components, names, isOpen: { $0 == "**" }) { component, name in
            Self.matches(Array(component.unicodeScalars), name, isOpen: { $0 == "*" }) { $0 == "?" || $0 == $1 }
        }
    }

    /// - Parameters:
    ///   - isOpen: whether a part of the pattern stands for any number of elements.
    ///   - fits: whether one that does not stands for this element.
    private static func matches<Part, Element>(
        _ pattern: [Part], _ elements: [Element], isOpen: (Part) -> Bool, fits: (Part, Element) -> Bool
    ) -> Bool {
        // Where a match of the pattern so far may end. By rows, so that no pattern takes longer than its length times the path's.
        var reachable = [Bool](repeating: false, count: elements.count + 1)
        reachable[0] = true
        for part in pattern {
            var next = [Bool](repeating: false, count: elements.count + 1)
            if isOpen(part) {
                if let first = reachable.firstIndex(of: true) { for index in first...elements.count { next[index] = true } }
            } else {
                for index in elements.indices where reachable[index] { next[index + 1] = fits(part, elements[index]) }
            }
            reachable = next
        }
        return reachable[elements.count]
    }
}
