internal import Bytes

// Options as records of `_herald_metadata` hold them: i32 count | per option: i16 length, name | i16 length, value.

extension ByteWriter {
    /// Sorted, so that equal options are equal bytes.
    mutating func writeOptions(_ options: [String: String]) {
        writeInteger(Int32(options.count))
        for (name, value) in options.sorted(by: { $0.key < $1.key }) {
            writeShortString(name)
            writeShortString(value)
        }
    }

    /// An i16 length and UTF-8. Names and values in the catalog are far below the limit of the length.
    mutating func writeShortString(_ text: String) {
        writeInteger(Int16(text.utf8.count))
        writeUTF8(text)
    }
}

extension ByteReader {
    /// More than the tables of options will ever hold.
    private static let maxOptions = 1000

    mutating func readOptions() throws(MalformedBytes) -> [String: String] {
        let count = Int(try readInteger(Int32.self))
        guard (0...Self.maxOptions).contains(count) else {
            throw .tooLong("option count", position: position - 4, found: count, limit: Self.maxOptions)
        }
        var options: [String: String] = [:]
        for _ in 0..<count {
            let name = try readShortString("option name")
            options[name] = try readShortString("option value")
        }
        return options
    }

    mutating func readShortString(_ reading: String) throws(MalformedBytes) -> String {
        try readString(Int(try readInteger(Int16.self)), reading: reading)
    }
}
