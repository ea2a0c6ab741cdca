import Foundation

/// A repository on this machine, read through the `git` program: a handful of runs, however many files there are.
struct GitRepository {
    struct File: Hashable {
        /// From the top of the tree.
        var path: String
        /// The id of its content.
        var blob: String
    }

    private static let maxTreeBytes = 64 << 20
    private static let maxContentBytes = 256 << 20

    /// What is given to git to find it.
    private let location: [String]
    /// Where the work tree begins, absolute, symbolic links followed.
    let top: String
    private let isShallow: Bool

    /// The repository that `directory` is in.
    init(containing directory: String) throws {
        try self.init(
            location: ["-C", directory], query: ["--show-toplevel", "--is-shallow-repository"], top: nil, shown: directory)
    }

    /// The repository of a `.git` directory, or of the work tree around one.
    init(at path: String) throws {
        let whole = FilePaths.absolute(path)
        guard whole.hasSuffix("/.git") || whole.hasSuffix(".git") else {
            try self.init(containing: whole)
            return
        }
        let around = FilePaths.parent(of: whole)
        try self.init(
            location: ["--git-dir=\(whole)"], query: ["--is-shallow-repository"], top: FilePaths.resolved(around), shown: path)
    }

    private init(location: [String], query: [String], top: String?, shown: String) throws {
        let answer = try Self.git(location + ["rev-parse"] + query, maxBytes: 64 << 10)
        guard answer.status == 0 else { throw Self.unopened(answer, FilePaths.shown(shown)) }
        let lines = String(decoding: answer.output, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        self.location = location
        self.top = top ?? lines.first ?? "/"
        isShallow = lines.last == "true"
    }

    private static func unopened(_ answer: ProgramRun.Outcome, _ directory: String) -> CommandFailure {
        if answer.status == 127 {
            return CommandFailure(.failure, "GIT", "git is not installed, and git: sources are read with it")
        }
        let why = answer.errors.split(whereSeparator: \.isNewline).first.map(String.init)
        // In containers of CI systems the files often belong to somebody else than the job.
        if answer.errors.contains("safe.directory") {
            return CommandFailure(
                .permission, "GIT", "git does not trust the repository of \(directory)", why: why,
                help: "git config --global --add safe.directory '*', in the job itself")
        }
        return CommandFailure(
            .notFound, "GIT", "\(directory) is in no git repository", why: why,
            help: "run it inside of a clone, or compare with dir:PATH or file:FILE")
    }

    /// The full id of a commit.
    func commit(_ name: String) throws -> String {
        guard !name.hasPrefix("-"), !name.isEmpty else { throw CommandFailure(.usage, "USAGE", "'\(name)' names no commit") }
        let answer = try run(["rev-parse", "--verify", "--quiet", name + "^{commit}"])
        guard answer.status == 0 else {
            if isShallow { throw shallow("\(name) is not in this clone") }
            if try run(["rev-parse", "--verify", "--quiet", "HEAD"]).status != 0 {
                throw CommandFailure(
                    .notFound, "GIT_REF", "the repository has no commit yet", at: top,
                    help: "make the first one, or compare with dir:PATH or file:FILE")
            }
            throw CommandFailure(
                .notFound, "GIT_REF", "git knows no commit '\(name)' here", at: top,
                help: "git fetch brings remote branches; git branch --all lists what there is")
        }
        return Self.line(answer)
    }

    /// The commit from which HEAD and `commit` went different ways; `commit` itself where they have none in common.
    func mergeBase(with commit: String) throws -> String {
        let answer = try run(["merge-base", "HEAD", commit])
        if answer.status == 0 { return Self.line(answer) }
        if isShallow { throw shallow("the commit where HEAD left it is not in this clone") }
        return commit
    }

    private func shallow(_ problem: String) -> CommandFailure {
        CommandFailure(
            .failure, "GIT_SHALLOW", "\(problem): it is a shallow one", at: top,
            why: "CI systems fetch the latest commit alone unless told otherwise",
            help: "git fetch --unshallow origin; in GitHub Actions give actions/checkout `with: { fetch-depth: 0 }`, "
                + "in GitLab CI set GIT_DEPTH: 0")
    }

    /// The files of a commit below `directories`, which are paths from the top; the empty path is the whole tree.
    func files(of commit: String, under directories: [String]) throws -> [File] {
        let paths = directories.contains("") ? [] : ["--"] + directories
        let answer = try run(["ls-tree", "-r", "-z", "--full-tree", commit] + paths, maxBytes: Self.maxTreeBytes)
        guard answer.status == 0 else { throw failure("list the files of \(commit)", answer) }
        return answer.output.split(separator: 0).compactMap { entry in
            // `100644 blob ID\tPATH`
            guard let tab = entry.firstIndex(of: UInt8(ascii: "\t")) else { return nil }
            let words = entry[..<tab].split(separator: UInt8(ascii: " "))
            guard words.count == 3, words[1].elementsEqual("blob".utf8),
                let path = String(validating: entry[entry.index(after: tab)...], as: UTF8.self)
            else { return nil }
            return File(path: path, blob: String(decoding: words[2], as: UTF8.self))
        }
    }

    /// What the files contain, in their order.
    func contents(of files: [File]) throws -> [[UInt8]] {
        if files.isEmpty { return [] }
        let input = Array(files.map { $0.blob + "\n" }.joined().utf8)
        let answer = try run(["cat-file", "--batch"], input: input, maxBytes: Self.maxContentBytes)
        guard answer.status == 0 else { throw failure("read \(files.count) files", answer) }
        var contents: [[UInt8]] = []
        var rest = answer.output[...]
        for file in files {
            // `ID blob SIZE\n`, the content, a line end.
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { throw failure("read \(file.path)", answer) }
            let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
            guard words.count == 3, words[1] == "blob", let size = Int(words[2]), size >= 0,
                size < rest.endIndex - end - 1
            else { throw failure("read \(file.path)", answer) }
            let start = end + 1
            contents.append(Array(rest[start..<start + size]))
            rest = rest[(start + size + 1)...]
        }
        return contents
    }

    private func failure(_ action: String, _ answer: ProgramRun.Outcome) -> CommandFailure {
        CommandFailure(
            .failure, "GIT", "git could not \(action)", at: top,
            why: answer.errors.split(whereSeparator: \.isNewline).first.map(String.init))
    }

    private func run(_ arguments: [String], input: [UInt8] = [], maxBytes: Int = 64 << 10) throws -> ProgramRun.Outcome {
        try Self.git(location + arguments, input: input, maxBytes: maxBytes)
    }

    private static func git(_ arguments: [String], input: [UInt8] = [], maxBytes: Int) throws -> ProgramRun.Outcome {
        do {
            return try ProgramRun.run("git", arguments, input: input, maxBytes: maxBytes)
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure(.failure, "GIT", "git could not be run: \(error)")
        }
    }

    private static func line(_ answer: ProgramRun.Outcome) -> String {
        String(decoding: answer.output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}

extension String {
    /// A commit's id as people write it.
    var shortCommit: String { String(prefix(7)) }
}
