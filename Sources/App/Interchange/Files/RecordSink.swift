/// Where an export goes. Used from one task.
protocol RecordSink: AnyObject {
    func write(_ record: CarriedRecord) throws
    /// Hands everything so far to the disk. The file's length then, from where an interrupted export goes on.
    func checkpoint() throws -> Int
    /// Writes what ends the file. Nothing may be written any more.
    func finish(recordCount: Int) throws
}

/// Lines of JSON.
final class LineSink: RecordSink {
    private let file: AppendedFile
    private let shelf: SchemaShelf

    init(_ file: AppendedFile, _ shelf: SchemaShelf) {
        self.file = file
        self.shelf = shelf
    }

    func write(_ record: CarriedRecord) throws { try file.write(RecordLines.bytes(record, shelf)) }

    func checkpoint() throws -> Int { try file.checkpoint() }

    func finish(recordCount: Int) throws { _ = try checkpoint() }
}

/// Frames with checksums, and one at the end that says how many.
final class FrameSink: RecordSink {
    private let file: AppendedFile

    init(_ file: AppendedFile) throws {
        self.file = file
        if file.byteCount == 0 { try file.write(RecordFrames.magic) }
    }

    func write(_ record: CarriedRecord) throws { try file.write(RecordFrames.bytes(record)) }

    func checkpoint() throws -> Int { try file.checkpoint() }

    func finish(recordCount: Int) throws {
        try file.write(RecordFrames.end(recordCount: recordCount))
        _ = try checkpoint()
    }
}
