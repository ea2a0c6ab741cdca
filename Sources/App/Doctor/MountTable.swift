/// Which kind of file system a path is on, by `/proc/self/mountinfo` (proc(5)).
enum MountTable {
    /// - Parameter path: absolute, symbolic links followed.
    /// - Returns: the kernel's name: `ext4`, `tmpfs`. Nil if no line names a place above the path.
    static func kind(of path: String, in text: String) -> String? {
        var best: (place: String, kind: String)?
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 6, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count else { continue }
            let place = unescaped(fields[4])
            guard path == place || path.hasPrefix(place == "/" ? "/" : place + "/") else { continue }
            // Of two at the same place the later one covers the other.
            if place.utf8.count >= best?.place.utf8.count ?? 0 { best = (place, String(fields[dash + 1])) }
        }
        return best?.kind
    }

    /// Blanks stand as `\040`.
    private static func unescaped(_ field: Substring) -> String {
        String(field).replacing("\\040", with: " ").replacing("\\011", with: "\t").replacing("\\134", with: "\\")
    }
}
