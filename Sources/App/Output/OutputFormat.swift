import ArgumentParser
import JSONText

/// `--format`: how an answer is written. JSON is a versioned contract, text is for people.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    /// One document.
    case json
    /// One object per line.
    case jsonl
}

struct OutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How to write the answer.", valueName: "text|json|jsonl"))
    var format: OutputFormat?

    @Flag(name: .shortAndLong, help: "Names only, one per line.")
    var quiet = false
}

/// Rows of an answer, for people as a table and for programs as objects.
struct Listing {
    /// Names the contract: `herald.topics/v1`.
    var schema: String
    /// Member under which `json` puts the rows: `topics`.
    var member: String
    var columns: [String]
    var rows: [Row] = []
    /// What text says when there are no rows.
    var whenEmpty: String

    struct Row {
        /// What `--quiet` prints.
        var name: String
        var cells: [String]
        var object: JSONObject
    }

    func print(_ options: OutputOptions) throws {
        if options.quiet { return try rows.forEach { try Console.line($0.name) } }
        switch options.format ?? .text {
        case .text:
            if rows.isEmpty { return Console.error(whenEmpty) }
            try Console.write(Table(header: columns, rows: rows.map(\.cells)).rendered)
        case .json:
            var document = JSONObject()
            document["schema"] = .string(schema)
            document[member] = .array(rows.map { .object($0.object) })
            try Console.line(JSONPrinter.pretty(.object(document)))
        case .jsonl:
            for row in rows { try Console.line(JSONPrinter.compact(.object(row.object))) }
        }
    }
}

/// Columns aligned by spaces.
struct Table {
    var header: [String]
    var rows: [[String]]

    var rendered: String {
        let lines = [header] + rows
        let widths = header.indices.map { column in lines.map { $0[column].unicodeScalars.count }.max() ?? 0 }
        return lines.map { cells in
            let padded = zip(cells, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.unicodeScalars.count)
            }
            let line = padded.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }
}
