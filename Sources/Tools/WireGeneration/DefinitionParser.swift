/// Reads a definition text; `Definitions/README.md` describes the format.
package struct DefinitionParser {
    private let file: String
    private var lines: [Line]
    private var next = 0

    package static func parse(_ text: String, file: String) throws(DefinitionError) -> APIDefinition {
        var parser = try DefinitionParser(text, file: file)
        return try parser.parseAPI()
    }

    private struct Line {
        var number: Int
        /// In steps of four spaces.
        var depth: Int
        var words: [Substring]
        var note: String?
    }

    private init(_ text: String, file: String) throws(DefinitionError) {
        self.file = file
        self.lines = []
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let parts = raw.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let spaces = raw.prefix { $0 == " " }.count
            let words = parts[0].split(separator: " ")
            let note = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : nil
            if words.isEmpty && note == nil { continue }
            guard words.isEmpty || note == nil else {
                throw DefinitionError(file: file, line: index + 1, problem: "a note stands on a line of its own, above")
            }
            guard spaces % 4 == 0 else {
                throw DefinitionError(file: file, line: index + 1, problem: "is indented by \(spaces) spaces, not by fours")
            }
            lines.append(Line(number: index + 1, depth: spaces / 4, words: words, note: note))
        }
    }

    private mutating func parseAPI() throws(DefinitionError) -> APIDefinition {
        var notes: [String] = []
        while next < lines.count, lines[next].words.isEmpty {
            notes.append(lines[next].note ?? "")
            next += 1
        }
        let head = try directive("api", count: 2)
        guard let key = Int(head[0]) else { throw failure("`\(head[0])` is not an API key") }
        let versionWords = try directive("versions", count: 1)
        guard let versions = range(versionWords[0], within: nil) else { throw failure("`\(versionWords[0])` is no range") }
        var advertised = versions
        if next < lines.count, lines[next].words.first == "advertised" {
            let words = try directive("advertised", count: 1)
            guard let wider = range(words[0], within: nil) else { throw failure("`\(words[0])` is no range") }
            advertised = wider
        }
        let flexible = try directive("flexible", count: 1)[0]
        guard flexible == "none" || (flexible.last == "+" && Int(flexible.dropLast()) != nil) else {
            throw failure("`\(flexible)` is neither `none` nor a version and `+`")
        }
        _ = try directive("request", count: 0)
        let request = try parseFields(depth: 1, within: versions)
        _ = try directive("response", count: 0)
        let response = try parseFields(depth: 1, within: versions)
        if next < lines.count { throw failure("nothing may follow the response", at: lines[next]) }
        let api = APIDefinition(
            key: key, name: String(head[1]), notes: notes, versions: versions, advertised: advertised,
            firstFlexible: Int(flexible.dropLast()), request: request, response: response)
        try check(api)
        return api
    }

    private mutating func parseFields(
        depth: Int, within enclosing: ClosedRange<Int>
    ) throws(DefinitionError) -> [FieldDefinition] {
        var fields: [FieldDefinition] = []
        var notes: [String] = []
        while next < lines.count, lines[next].depth >= depth {
            let line = lines[next]
            guard line.depth == depth else { throw failure("stands deeper than what encloses it allows", at: line) }
            next += 1
            if let note = line.note {
                notes.append(note)
                continue
            }
            var field = try parseField(line, within: enclosing)
            field.notes = notes
            notes = []
            fields.append(field)
        }
        guard notes.isEmpty else { throw failure("a note stands above a field") }
        return fields
    }

    private mutating func parseField(
        _ line: Line, within enclosing: ClosedRange<Int>
    ) throws(DefinitionError) -> FieldDefinition {
        guard line.words.count >= 2 else { throw failure("a field needs a name and a type", at: line) }
        var rest = line.words.dropFirst(2)
        var versions = enclosing
        if let word = rest.first, word != "=", word != "tag" {
            guard let given = range(word, within: enclosing) else {
                throw failure("`\(word)` is no range of versions here", at: line)
            }
            versions = given
            rest.removeFirst()
        }
        var defaultText: String?
        if rest.first == "=", rest.count >= 2 {
            defaultText = String(rest[rest.startIndex + 1])
            rest.removeFirst(2)
        }
        var tag: Int?
        if rest.first == "tag", rest.count >= 2 {
            tag = Int(rest[rest.startIndex + 1])
            guard tag != nil else { throw failure("a tag is a number", at: line) }
            rest.removeFirst(2)
        }
        guard rest.isEmpty else { throw failure("does not understand `\(rest.joined(separator: " "))`", at: line) }

        var typeText = line.words[1]
        var nullable: ClosedRange<Int>?
        if let mark = typeText.firstIndex(of: "?") {
            let word = typeText[typeText.index(after: mark)...]
            nullable = word.isEmpty ? versions : range(word, within: versions)
            guard nullable != nil else { throw failure("`\(word)` is no range of versions here", at: line) }
            typeText = typeText[..<mark]
        }
        let isArray = typeText.first == "[" && typeText.last == "]"
        if isArray { typeText = typeText.dropFirst().dropLast() }
        let type: FieldType
        if let primitive = FieldType(primitive: typeText) {
            type = primitive
        } else {
            guard typeText.first?.isUppercase == true else { throw failure("there is no type `\(typeText)`", at: line) }
            let fields = try parseFields(depth: line.depth + 1, within: versions)
            guard !fields.isEmpty else { throw failure("the struct \(typeText) has no fields", at: line) }
            type = .structure(String(typeText), fields)
        }
        return FieldDefinition(
            name: String(line.words[0]), type: type, isArray: isArray, nullable: nullable, versions: versions,
            defaultText: defaultText, tag: tag, notes: [])
    }

    private mutating func directive(_ name: String, count: Int) throws(DefinitionError) -> ArraySlice<Substring> {
        guard next < lines.count, lines[next].depth == 0, lines[next].words.first == name[...],
            lines[next].words.count == count + 1
        else {
            throw failure("`\(name)` and \(count) word(s) must stand here")
        }
        next += 1
        // Rebased, so that callers count from 0.
        return ArraySlice(Array(lines[next - 1].words.dropFirst()))
    }

    /// `4`, `4-12`, or `13+` up to the end of `enclosing`; nil if it is none of these or does not overlap.
    private func range(_ word: Substring, within enclosing: ClosedRange<Int>?) -> ClosedRange<Int>? {
        let parts = word.split(separator: "-", omittingEmptySubsequences: false)
        let low: Int, high: Int
        if word.last == "+", let enclosing, let first = Int(word.dropLast()) {
            (low, high) = (first, enclosing.upperBound)
        } else if parts.count == 2, let first = Int(parts[0]), let last = Int(parts[1]) {
            (low, high) = (first, last)
        } else if parts.count == 1, let only = Int(word) {
            (low, high) = (only, only)
        } else {
            return nil
        }
        guard low <= high else { return nil }
        guard let enclosing else { return low...high }
        guard low >= enclosing.lowerBound, high <= enclosing.upperBound else { return nil }
        return low...high
    }

    private func check(_ api: APIDefinition) throws(DefinitionError) {
        for (side, fields) in [("request", api.request), ("response", api.response)] {
            let names = fields.structures.map(\.name)
            for name in names where names.filter({ $0 == name }).count > 1 {
                throw DefinitionError(file: file, line: 0, problem: "the \(side) has two structs \(name)")
            }
            for field in fields + fields.structures.flatMap(\.fields) where field.tag != nil {
                guard api.isFlexible(field.versions.lowerBound), field.type != .records else {
                    throw DefinitionError(file: file, line: 0, problem: "\(field.name) cannot be tagged")
                }
            }
        }
    }

    private func failure(_ problem: String, at line: Line? = nil) -> DefinitionError {
        DefinitionError(file: file, line: line?.number ?? lines[min(next, lines.count - 1)].number, problem: problem)
    }
}

/// A definition text that cannot be understood.
package struct DefinitionError: Error, Equatable, CustomStringConvertible {
    package var file: String
    /// From 1; 0 if the whole file is meant.
    package var line: Int
    package var problem: String

    package init(file: String, line: Int, problem: String) {
        self.file = file
        self.line = line
        self.problem = problem
    }

    package var description: String { "\(file):\(line): \(problem)" }
}
