import Foundation
import SchemaSets
import Testing

@testable import herald

/// A work tree in a directory of its own, which goes when it is done with.
struct TestRepository: ~Copyable {
    let path: String

    init() throws {
        let name = "herald-git-\(UInt64.random(in: 0...UInt64.max))"
        path = FilePaths.resolved(FileManager.default.temporaryDirectory.path) + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try git("init", "-q", "-b", "main")
    }

    init(cloning other: borrowing TestRepository, _ options: String...) throws {
        let name = "herald-git-\(UInt64.random(in: 0...UInt64.max))"
        path = FilePaths.resolved(FileManager.default.temporaryDirectory.path) + "/" + name
        try other.git(["clone", "-q"] + options + ["file://\(other.path)", path])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to file: String) throws {
        let url = URL(fileURLWithPath: "\(path)/\(file)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func commit() throws {
        try git("add", "-A")
        try git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "--allow-empty", "-m", "c")
    }

    @discardableResult
    func git(_ arguments: String...) throws -> String { try git(arguments) }

    @discardableResult
    func git(_ arguments: [String]) throws -> String {
        let outcome = try ProgramRun.run("git", ["-C", path] + arguments, maxBytes: 1 << 20)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return String(decoding: outcome.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

@Suite struct `A git repository` {
    @Test func `gives the files of a commit, whatever their names and contents`() throws {
        let tree = try TestRepository()
        let contents = ["a.avsc": "\"int\"", "deep/er/b c.avsc": "line\nline\n", "ü\n\".proto": "", "other.txt": "x"]
        for (name, text) in contents { try tree.write(text, to: name) }
        try tree.commit()
        try tree.write("changed", to: "a.avsc")
        let repository = try GitRepository(containing: tree.path + "/deep")
        #expect(repository.top == tree.path)
        let commit = try repository.commit("HEAD")
        let files = try repository.files(of: commit, under: [""])
        let read = try repository.contents(of: files).map { String(decoding: $0, as: UTF8.self) }
        #expect(Dictionary(uniqueKeysWithValues: zip(files.map(\.path), read)) == contents)
        #expect(try repository.files(of: commit, under: ["deep"]).map(\.path) == ["deep/er/b c.avsc"])
        #expect(try repository.files(of: commit, under: ["nowhere"]) == [])
    }

    @Test func `knows where a branch began`() throws {
        let tree = try TestRepository()
        try tree.commit()
        let start = try tree.git("rev-parse", "HEAD")
        try tree.git("checkout", "-q", "-b", "topic")
        try tree.commit()
        try tree.git("checkout", "-q", "main")
        try tree.write("x", to: "later")
        try tree.commit()
        let main = try tree.git("rev-parse", "HEAD")
        try tree.git("checkout", "-q", "topic")
        let repository = try GitRepository(containing: tree.path)
        #expect(try repository.commit("main") == main)
        #expect(try repository.mergeBase(with: main) == start)
        #expect(try GitRepository(at: tree.path + "/.git").commit("main") == main)
    }

    @Test func `says that a clone is shallow, and what to do`() throws {
        let tree = try TestRepository()
        for number in 1...3 {
            try tree.write("\(number)", to: "x")
            try tree.commit()
        }
        try tree.git("branch", "old", "HEAD~2")
        let clone = try TestRepository(cloning: tree, "--depth", "1")
        let repository = try GitRepository(containing: clone.path)
        let failure = #expect(throws: CommandFailure.self) { try repository.commit("origin/old") }
        #expect(failure?.code == "GIT_SHALLOW")
        #expect(failure?.help?.contains("git fetch --unshallow") == true)
        #expect(failure?.help?.contains("fetch-depth: 0") == true)
        #expect(try repository.commit("HEAD").count == 40)
    }

    @Test func `refuses what is no commit and no repository`() throws {
        let tree = try TestRepository()
        try tree.commit()
        let repository = try GitRepository(containing: tree.path)
        #expect(#expect(throws: CommandFailure.self) { try repository.commit("nothing") }?.status == .notFound)
        #expect(#expect(throws: CommandFailure.self) { try repository.commit("--all") }?.status == .usage)
        #expect(throws: CommandFailure.self) { try GitRepository(containing: "/") }
    }
}

@Suite struct `A program that is run` {
    @Test func `has to take all of its input before its success is believed`() throws {
        signal(SIGPIPE, SIG_IGN)
        // More than a pipe holds.
        let input = [UInt8](repeating: 10, count: 1 << 20)
        #expect(try ProgramRun.run("cat", [], input: input, maxBytes: 1 << 20).output == input)
        #expect(throws: CommandFailure.self) { try ProgramRun.run("true", [], input: input, maxBytes: 1 << 20) }
        // Its own failure says more.
        #expect(try ProgramRun.run("false", [], input: input, maxBytes: 1 << 20).status == 1)
    }
}
