internal import Bytes

/// A datum as flat text, a leaf or a bracket a line: what two decoders of the same bytes must agree on to the byte.
///
/// Floats are written by their bits and texts as hex, so that nothing is rounded, repaired or equal by accident.
package struct LeafDump: ~Copyable {
    private var writer = ByteWriter(capacity: 4096)

    package init() {}

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
        for dump in dumps.sorted(by: { $0.lexicographicallyPrecedes($1) }) { writer.writeBytes(dump) }
    }

    private mutating func line(_ word: StaticString, _ rest: String = "") {
        writer.writeBytes(UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        writer.writeUTF8(rest)
        writer.write(UInt8(ascii: "\n"))
    }

    private mutating func hex(_ word: StaticString, _ content: UnsafeRawBufferPointer) {
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

extension LeafDump {
    /// Where two dumps part, in words; nil if they are the same.
    package static func difference(ours: [UInt8], theirs: [UInt8]) -> String? {
        guard ours != theirs else { return nil }
        let (left, right) = (lines(ours), lines(theirs))
        let place = zip(left, right).prefix { $0 == $1 }.count
        func said(_ lines: [String]) -> String { place < lines.count ? lines[place] : "nothing more" }
        return "leaf \(place): ours is \(said(left)), theirs is \(said(right))"
    }

    private static func lines(_ dump: [UInt8]) -> [String] {
        String(decoding: dump, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
