/// A test case as a text with sections, so that what goes in and what comes out can be read, and reviewed as a diff:
///
///     about:  what the case is about
///     source: who says so
///     --- old (avro)
///     …
///     --- verdicts
///     …
package struct CaseFile: Sendable {
    package struct Section: Sendable {
        /// What stands behind the dashes: `old (avro)`.
        package var title: String
        /// The lines below, without the last line end.
        package var body: String

        package init(title: String, body: String) {
            self.title = title
            self.body = body
        }
    }

    package struct Malformed: Error, CustomStringConvertible {
        package var description: String
    }

    /// `about: …` lines above the first section, in order.
    package var headers: [(name: String, value: String)]
    package var sections: [Section]

    package init(parsing text: String) throws(Malformed) {
        headers = []
        sections = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("--- ") {
                sections.append(Section(title: String(line.dropFirst(4)), body: ""))
            } else if !sections.isEmpty {
                sections[sections.count - 1].body += line + "\n"
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                headers.append((String(line[..<colon]), String(value)))
            } else if !line.isEmpty {
                throw Malformed(description: "line \(number + 1): expected \"name: value\" or \"--- section\", found \"\(line)\"")
            }
        }
        for index in sections.indices {
            while sections[index].body.hasSuffix("\n") { sections[index].body.removeLast() }
        }
    }

    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The body of the section with the title, nil if there is none.
    package subscript(title: String) -> String? {
        get { sections.first { $0.title == title }?.body }
        set {
            let index = sections.firstIndex { $0.title == title }
            switch (index, newValue) {
            case (let index?, let body?): sections[index].body = body
            case (let index?, nil): sections.remove(at: index)
            case (nil, let body?): sections.append(Section(title: title, body: body))
            case (nil, nil): break
            }
        }
    }

    package var text: String {
        let width = (headers.map(\.name.count).max() ?? 0) + 1
        var lines = headers.map { name, value in
            (name + ":" + String(repeating: " ", count: width - name.count) + value)
        }
        for section in sections { lines += ["--- \(section.title)"] + (section.body.isEmpty ? [] : [section.body]) }
        return lines.joined(separator: "\n") + "\n"
    }
}
