internal import Bytes

/// A datum as flat text, a leaf or a bracket a line: what two decoders of the same bytes must agree on to the byte.
///
/// Floats are written by their bits and texts as hex, so that nothing is rounded, repaired or equal by accident.
package struct LeafDump: ~Copyable {
    private var writer = ByteWriter(capacity: 4096)
    /// Where each line stands in the datum, if that is kept.
    private var paths: [String]?
    private var steps: [String] = []

    /// - Parameter keepsPaths: whether `path(of:)` is going to be asked.
    package init(keepsPaths: Bool = false) { if keepsPaths { paths = [] } }

    /// Where in the datum a line stands: `lines[2].price`, empty for the datum itself.
    package func path(of line: Int) -> String {
        guard let paths, !paths.isEmpty else { return "" }
        return paths[min(line, paths.count - 1)]
    }

    /// Writes the part of a datum that the step leads to.
    package mutating func inside(_ step: @autoclosure () -> String, _ body: (inout LeafDump) -> Void) {
        guard paths != nil else { return body(&self) }
        steps.append(step())
        body(&self)
        steps.removeLast()
    }

    private mutating func noteLine() {
        guard paths != nil else { return }
        let path = steps.reduce(into: "") { path, step in
            path += path.isEmpty || step.hasPrefix("[") || step.hasPrefix("{") ? step : ".\(step)"
        }
        paths?.append(path)
    }

    package mutating func removeAll() { writer.removeAll() }

    package var bytes: [UInt8] { writer.array() }

    package mutating func null() { line("null") }
    package mutating func bool(_ value: Bool) { line(value ? "true" : "false") }
    package mutating func integer(_ value: Int64) { line("integer ", String(value)) }
    package mutating func unsigned(_ value: UInt64) { line("integer ", String(value)) }
    package mutating func float(_ value: Float) { line("float ", String(value.bitPattern, radix: 16)) }
    package mutating func double(_ value: Double) { line("double ", String(value.bitPattern, radix: 16)) }
    package mutating func symbol(_ number: Int) { line("symbol ", String(number)) }
    package mutating func string(_ content: UnsafeRawBufferPointer) { hex("string ", content) }
    package mutating func bytes(_ content: UnsafeRawBufferPointer) { hex("bytes ", content) }
    package mutating func branch(_ index: Int) { line("branch ", String(index)) }
    package mutating func record(_ fieldCount: Int) { line("record ", String(fieldCount)) }
    package mutating func array(_ count: Int) { line("array ", String(count)) }
    package mutating func map(_ count: Int) { line("map ", String(count)) }
    package mutating func key(_ content: UnsafeRawBufferPointer) { hex("key ", content) }
    /// A message's field that is set; what follows is its value.
    package mutating func field(_ number: Int) { line("field ", String(number)) }
    package mutating func endMessage() { line("end") }
    /// The entries of a map, each dumped by itself, in an order that only their content decides.
    package mutating func entries(_ dumps: [[UInt8]]) {
        for dump in dumps.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            writer.writeBytes(dump)
            if paths != nil { for byte in dump where byte == UInt8(ascii: "\n") { noteLine() } }
        }
    }

    private mutating func line(_ word: StaticString, _ rest: String = "") {
        noteLine()
        writer.writeBytes(UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        writer.writeUTF8(rest)
        writer.write(UInt8(ascii: "\n"))
    }

    private mutating func hex(_ word: StaticString, _ content: UnsafeRawBufferPointer) {
        noteLine()
        writer.writeBytes(UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        writer.reserve(2 * content.count + 1)
        for byte in content {
            writer.write(Self.digit(byte >> 4))
            writer.write(Self.digit(byte & 15))
        }
        writer.write(UInt8(ascii: "\n"))
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }
}

/// Where two dumps of the same bytes part first.
package struct LeafDifference: Equatable, Sendable, CustomStringConvertible {
    /// Counted from 0.
    package var line: Int
    package var ours: String
    package var theirs: String

    package var description: String { "leaf \(line): ours is \(ours), theirs is \(theirs)" }
}

extension LeafDump {
    /// Nil if they are the same.
    ///
    /// - Parameter cutsTexts: what C libraries do that end texts at their first zero byte counts as the same.
    package static func difference(ours: [UInt8], theirs: [UInt8], cutsTexts: Bool = false) -> LeafDifference? {
        guard ours != theirs else { return nil }
        let (left, right) = (lines(ours), lines(theirs))
        for place in 0..<max(left.count, right.count) {
            let one = place < left.count ? left[place] : "nothing more",
                other = place < right.count ? right[place] : "nothing more"
            if one == other || cutsTexts && cut(one) == other { continue }
            return LeafDifference(line: place, ours: one, theirs: other)
        }
        return nil
    }

    /// A text or key up to its first zero byte.
    private static func cut(_ line: String) -> String? {
        let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "string" || parts[0] == "key" else { return nil }
        let digits = Array(parts[1].utf8)
        let end = stride(from: 0, to: digits.count - 1, by: 2).first {
            digits[$0] == UInt8(ascii: "0") && digits[$0 + 1] == digits[$0]
        }
        return "\(parts[0]) " + String(decoding: digits[..<(end ?? digits.count)], as: UTF8.self)
    }

    private static func lines(_ dump: [UInt8]) -> [String] {
        String(decoding: dump, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
