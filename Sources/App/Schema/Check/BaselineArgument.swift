import ArgumentParser

/// What schemas are compared with, as one types it.
enum BaselineArgument: Equatable {
    enum Versions: Equatable {
        /// Those the subject's level asks for.
        case byLevel
        case all
        case latest
        case number(Int32)
    }

    case registry(Versions)
    /// The commit where HEAD left that branch, tag or commit.
    case git(String)
    /// The tip itself, of a repository that may be another one; paths are those below `subdirectory`.
    case repository(path: String, commit: String, subdirectory: String?)
    case directory(String)
    /// The oldest first, if several are given.
    case file(String)

    /// - Throws: `ValidationError`, which says what sources there are.
    static func parse(_ argument: String) throws -> BaselineArgument {
        if let known = BaselineArgument(argument: argument) { return known }
        if argument.contains("://") {
            throw ValidationError("repositories are read where they are cloned: name the .git directory, or git:REF of this one")
        }
        throw ValidationError(
            "known are registry[:VERSION|:latest|:all], git:REF, PATH/.git#branch=B,subdir=D (tag=, ref=), dir:PATH, file:FILE "
                + "and FILE"
        )
    }

    /// `registry[:VER|:latest|:all]`, `git:REF`, `PATH.git#branch=B,subdir=D`, `dir:PATH`, `file:F`, or a path alone.
    init?(argument: String) {
        let (scheme, rest) = Self.split(argument, at: ":")
        switch (scheme, rest) {
        case ("registry", nil): self = .registry(.byLevel)
        case ("registry", "all"): self = .registry(.all)
        case ("registry", "latest"): self = .registry(.latest)
        case ("registry", let version?):
            guard let number = Int32(version.first == "v" ? String(version.dropFirst()) : version), number > 0 else { return nil }
            self = .registry(.number(number))
        case ("git", let ref?) where !ref.isEmpty: self = .git(ref)
        case ("dir", let path?) where !path.isEmpty: self = .directory(path)
        case ("file", let path?) where !path.isEmpty: self = .file(path)
        case ("git", _), ("dir", _), ("file", _): return nil
        default:
            let (path, options) = Self.split(argument, at: "#")
            if path.isEmpty { return nil }
            guard path.hasSuffix(".git") || options != nil else {
                self = .file(argument)
                return
            }
            guard path.hasSuffix(".git"), !path.contains("://"), let repository = Self.repository(path, options ?? "") else {
                return nil
            }
            self = repository
        }
    }

    /// The options behind the `#`, as Buf writes them.
    private static func repository(_ path: String, _ options: String) -> BaselineArgument? {
        var commit = "HEAD", subdirectory: String?
        for option in options.split(separator: ",") {
            let (name, value) = split(String(option), at: "=")
            guard let value, !value.isEmpty else { return nil }
            switch name {
            case "branch": commit = value
            case "tag": commit = "refs/tags/\(value)"
            case "ref", "commit": commit = value
            case "subdir": subdirectory = value.split(separator: "/").joined(separator: "/")
            default: return nil
            }
        }
        return .repository(path: path, commit: commit, subdirectory: subdirectory)
    }

    private static func split(_ text: String, at separator: Character) -> (String, String?) {
        guard let place = text.firstIndex(of: separator) else { return (text, nil) }
        return (String(text[..<place]), String(text[text.index(after: place)...]))
    }

    var asksRegistry: Bool { if case .registry = self { true } else { false } }
}
