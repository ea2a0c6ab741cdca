/// A JSON text that grows at its end.
struct JSONBytes: ~Copyable {
    private var memory: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        memory = .allocate(capacity: self.capacity)
    }

    deinit { memory.deallocate() }

    var bytes: [UInt8] { [UInt8](UnsafeBufferPointer(start: memory, count: count)) }

    var text: String { String(decoding: UnsafeBufferPointer(start: memory, count: count), as: UTF8.self) }

    @inline(__always)
    private mutating func reserve(_ size: Int) { if capacity &- count < size { grow(size) } }

    @inline(never)
    private mutating func grow(_ size: Int) {
        capacity = max(capacity * 2, count + size)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        moved.update(from: memory, count: count)
        memory.deallocate()
        memory = moved
    }

    @inline(__always)
    mutating func byte(_ byte: UInt8) {
        reserve(1)
        memory[count] = byte
        count &+= 1
    }

    @inline(__always)
    mutating func raw(_ source: UnsafePointer<UInt8>, _ size: Int) {
        reserve(size)
        (memory + count).update(from: source, count: size)
        count &+= size
    }

    mutating func raw(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { if let source = $0.baseAddress { raw(source, $0.count) } }
    }

    mutating func raw(_ text: StaticString) { raw(text.utf8Start, text.utf8CodeUnitCount) }

    mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { quoted(UnsafeRawBufferPointer($0)) }
    }

    /// Well-formed UTF-8 as a JSON string.
    mutating func quoted(_ text: UnsafeRawBufferPointer) {
        // As many bytes as there are if nothing is escaped, as almost always.
        reserve(text.count &+ 2)
        memory[count] = UInt8(ascii: "\"")
        count &+= 1
        var runStart = 0
        var index = 0
        while index < text.count {
            // In bounds: eight bytes are left from `index`.
            if index &+ 8 <= text.count, !Self.needsEscape(text.loadUnaligned(fromByteOffset: index, as: UInt64.self)) {
                index &+= 8
                continue
            }
            let byte = text[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                append(text, runStart, index)
                escape(byte)
                runStart = index &+ 1
            }
            index &+= 1
        }
        append(text, runStart, text.count)
        byte(UInt8(ascii: "\""))
    }

    @inline(__always)
    private mutating func append(_ text: UnsafeRawBufferPointer, _ from: Int, _ to: Int) {
        guard to > from, let start = text.baseAddress else { return }
        reserve(to &- from)
        UnsafeMutableRawPointer(memory + count).copyMemory(from: start + from, byteCount: to &- from)
        count &+= to &- from
    }

    /// Whether one of eight bytes is a control character, a quote or a backslash.
    @inline(__always)
    private static func needsEscape(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101, highs: UInt64 = 0x8080_8080_8080_8080
        let quotes = word ^ (ones &* 0x22), slashes = word ^ (ones &* 0x5c)
        // A byte's high bit is set where it is below 0x20, or zero after the exclusive or. Bytes from 0x80 on are no match.
        let control = (word &- ones &* 0x20) & ~word
        return (control | (quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes) & highs != 0
    }

    @inline(never)
    private mutating func escape(_ character: UInt8) {
        byte(UInt8(ascii: "\\"))
        switch character {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte(character)
        case 0x08: byte(UInt8(ascii: "b"))
        case 0x09: byte(UInt8(ascii: "t"))
        case 0x0a: byte(UInt8(ascii: "n"))
        case 0x0c: byte(UInt8(ascii: "f"))
        case 0x0d: byte(UInt8(ascii: "r"))
        default:
            raw("u00")
            for digit in [character >> 4, character & 15] { byte(digit < 10 ? 0x30 + digit : 0x57 + digit) }
        }
    }

    @inline(__always)
    mutating func unsigned(_ value: UInt64) {
        if value < 10 { return byte(0x30 &+ UInt8(truncatingIfNeeded: value)) }
        reserve(20)
        var digits = 1
        var bound: UInt64 = 10
        while digits < 20, value >= bound {
            digits &+= 1
            if digits == 20 { break }
            bound &*= 10
        }
        var rest = value
        var index = count &+ digits
        // In bounds: 20 bytes are reserved, the most digits there are.
        while index > count {
            index &-= 1
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
            memory[index] = 0x30 &+ UInt8(truncatingIfNeeded: remainder)
            rest = quotient
        }
        count &+= digits
    }

    @inline(__always)
    mutating func signed(_ value: Int64) {
        if value < 0 { byte(UInt8(ascii: "-")) }
        unsigned(value.magnitude)
    }

    /// The shortest digits that read back as the number.
    @inline(__always)
    mutating func double(_ value: Double) {
        // Prices and measures: up to three digits behind the point and fifteen in all. Two such decimals are never the same
        // double, so the one that reads back as the number is the shortest there is.
        let thousandths = (value * 1000).rounded()
        if thousandths.magnitude < 1e15, thousandths != 0, thousandths / 1000 == value {
            let whole = Int64(thousandths)
            if whole < 0 { byte(UInt8(ascii: "-")) }
            let (integer, fraction) = whole.magnitude.quotientAndRemainder(dividingBy: 1000)
            unsigned(integer)
            if fraction > 0 { self.fraction(UInt16(fraction)) }
            return
        }
        number(value, isFinite: value.isFinite)
    }

    /// Thousandths behind a point, without zeros at the end.
    private mutating func fraction(_ thousandths: UInt16) {
        byte(UInt8(ascii: "."))
        byte(0x30 + UInt8(thousandths / 100))
        if thousandths % 100 > 0 { byte(0x30 + UInt8(thousandths / 10 % 10)) }
        if thousandths % 10 > 0 { byte(0x30 + UInt8(thousandths % 10)) }
    }

    /// The shortest digits that read back as the number; `1.0` as `1`.
    mutating func number(_ value: some BinaryFloatingPoint & LosslessStringConvertible, isFinite: Bool) {
        guard isFinite else { return raw(value.isNaN ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\"") }
        var text = value.description
        text.withUTF8 { digits in
            var size = digits.count
            if size > 2, digits[size - 1] == UInt8(ascii: "0"), digits[size - 2] == UInt8(ascii: ".") { size -= 2 }
            if let start = digits.baseAddress { raw(start, size) }
        }
    }

    /// Base64 with padding, in quotes.
    mutating func base64(_ bytes: UnsafeRawBufferPointer) {
        let size = (bytes.count + 2) / 3 * 4
        reserve(size + 2)
        byte(UInt8(ascii: "\""))
        let alphabet = Self.alphabet.utf8Start
        var index = 0
        func digit(_ group: UInt32, _ shift: UInt32) -> UInt8 { alphabet[Int(group >> shift & 63)] }
        while index < bytes.count {
            let left = bytes.count - index
            let second = left > 1 ? UInt32(bytes[index + 1]) : 0, third = left > 2 ? UInt32(bytes[index + 2]) : 0
            let group = UInt32(bytes[index]) << 16 | second << 8 | third
            // In bounds: `size` bytes are reserved, four for each group.
            memory[count] = digit(group, 18)
            memory[count + 1] = digit(group, 12)
            memory[count + 2] = left > 1 ? digit(group, 6) : UInt8(ascii: "=")
            memory[count + 3] = left > 2 ? digit(group, 0) : UInt8(ascii: "=")
            count += 4
            index += 3
        }
        byte(UInt8(ascii: "\""))
    }

    private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    static func quoted(_ text: String) -> [UInt8] {
        var out = JSONBytes(capacity: text.utf8.count + 8)
        out.string(text)
        return out.bytes
    }

    /// `"text":`
    static func quotedKey(_ text: String) -> [UInt8] { quoted(text) + [UInt8(ascii: ":")] }
}
