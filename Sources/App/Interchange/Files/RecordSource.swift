import JSONText

/// Where an import comes from: records in the order of the file. Used from one task.
protocol RecordSource: AnyObject {
    /// Nil at the end. Throws `InterchangeProblem`.
    func next() throws -> CarriedRecord?
    /// Of the record read last, for people: `line 7`.
    var place: String { get }
    /// What is to be said about the file once its end is reached; nil if all is well.
    var remark: String? { get }
}

extension RecordSource {
    var remark: String? { nil }
}

/// Lines of JSON.
enum RecordLines {
    static let maxLineBytes = 64 << 20

    static func bytes(_ record: CarriedRecord, _ shelf: SchemaShelf) -> [UInt8] {
        JSONPrinter.bytes(.object(RecordLine.object(record, shelf))) + [UInt8(ascii: "\n")]
    }
}

final class LineSource: RecordSource {
    private let file: ReadFile
    private let shelf: SchemaShelf
    private var buffer = LineBuffer(maxLineBytes: RecordLines.maxLineBytes)
    private var isAtEnd = false
    private var number = 0

    init(_ file: ReadFile, _ shelf: SchemaShelf) {
        self.file = file
        self.shelf = shelf
    }

    var place: String { "line \(number)" }

    func next() throws -> CarriedRecord? {
        while let line = try line() {
            number += 1
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { continue }
            return try RecordLine.record(line, shelf)
        }
        return nil
    }

    private func line() throws -> [UInt8]? {
        while true {
            if let line = buffer.next() { return line }
            if isAtEnd { return buffer.rest() }
            guard !buffer.isTooLong else { throw InterchangeProblem("the line has more than \(buffer.maxLineBytes) bytes") }
            let chunk = try file.read(upTo: 1 << 16)
            if chunk.isEmpty { isAtEnd = true } else { buffer.append(chunk) }
        }
    }
}

/// Frames with checksums.
final class FrameSource: RecordSource {
    private let file: ReadFile
    private let shelf: SchemaShelf
    private var schemas: [CarriedSchema] = []
    private var recordCount = 0
    private var hasEnd = false

    init(_ file: ReadFile, _ shelf: SchemaShelf) throws {
        self.file = file
        self.shelf = shelf
        guard try file.read(exactly: RecordFrames.magic.count) == RecordFrames.magic else {
            throw InterchangeProblem("the file does not begin with HRLDRAW1")
        }
    }

    var place: String { "record \(recordCount + 1), before byte \(file.position)" }

    var remark: String? {
        hasEnd ? nil : "the file has no end: the export that wrote it was interrupted, and there may have been more records"
    }

    func next() throws -> CarriedRecord? {
        while let header = try file.read(exactly: RecordFrames.headerByteCount) {
            let (byteCount, checksum) = try RecordFrames.header(header)
            guard let body = try file.read(exactly: byteCount) else { throw InterchangeProblem("the file ends within a frame") }
            switch try RecordFrames.content(body, checksum: checksum) {
            case .schema(let schema):
                try shelf.put(schema)
                schemas.append(schema)
            case .record(var record):
                recordCount += 1
                record.schemas = schemas
                schemas = []
                return record
            case .end(let count):
                guard count == recordCount else {
                    throw InterchangeProblem("the file says it has \(count) records, and has \(recordCount)")
                }
                hasEnd = true
            }
        }
        return nil
    }
}
