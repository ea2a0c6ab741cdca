/// A pattern of paths: `*` and `?` stay within one component, `**` spans any number of them.
struct PathPattern: Equatable {
    private let components: [String]

    init(_ text: String) {
        components = text.split(separator: "/").filter { $0 != "." }.map(String.init)
    }

    /// - Parameter path: relative to where the pattern starts.
    func matches(_ path: String) -> Bool {
        let names = path.split(separator: "/").map { Array(String($0).unicodeScalars) }
        // By rows, so that no pattern takes longer than its length times the path's.
        var reachable = [Bool](repeating: false, count: names.count + 1)
        reachable[0] = true
        for component in components {
            var next = [Bool](repeating: false, count: names.count + 1)
            if component == "**" {
                var isOpen = false
                for index in 0...names.count {
                    isOpen = isOpen || reachable[index]
                    next[index] = isOpen
                }
            } else {
                let pattern = Array(component.unicodeScalars)
                for index in names.indices where reachable[index] { next[index + 1] = Self.matches(pattern, names[index]) }
            }
            reachable = next
        }
        return reachable[names.count]
    }

    private static func matches(_ pattern: [Unicode.Scalar], _ name: [Unicode.Scalar]) -> Bool {
        var reachable = [Bool](repeating: false, count: name.count + 1)
        reachable[0] = true
        for scalar in pattern {
            var next = [Bool](repeating: false, count: name.count + 1)
            if scalar == "*" {
                var isOpen = false
                for index in 0...name.count {
                    isOpen = isOpen || reachable[index]
                    next[index] = isOpen
                }
            } else {
                for index in name.indices where reachable[index] { next[index + 1] = scalar == "?" || scalar == name[index] }
            }
            reachable = next
        }
        return reachable[name.count]
    }
}
