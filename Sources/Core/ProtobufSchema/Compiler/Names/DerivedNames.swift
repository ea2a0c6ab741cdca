/// Names that are made from other names.
package enum DerivedNames {
    /// `foo_bar` becomes `fooBar`: what a field is called in JSON where nothing else is written.
    package static func json(_ name: String) -> String { joined(name, capitalizeFirst: false) }

    /// `foo_bar` becomes `FooBarEntry`: the message a map field stands for.
    static func mapEntry(_ name: String) -> String { joined(name, capitalizeFirst: true) + "Entry" }

    /// Takes underscores out and capitalizes the letter behind each.
    private static func joined(_ name: String, capitalizeFirst: Bool) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(name.utf8.count)
        var capitalizeNext = capitalizeFirst
        for byte in name.utf8 {
            if byte == UInt8(ascii: "_") {
                capitalizeNext = true
            } else {
                result.append(capitalizeNext ? uppercased(byte) : byte)
                capitalizeNext = false
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Names that differ in case and underscores alone come out as one.
    static func folded(_ name: String) -> String {
        String(decoding: name.utf8.lazy.filter { $0 != UInt8(ascii: "_") }.map(lowercased), as: UTF8.self)
    }

    /// Whether `folded` makes another name of it.
    static func isFoldable(_ name: String) -> Bool {
        name.utf8.contains { $0 == UInt8(ascii: "_") || ($0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z")) }
    }

    /// An enum value's name as generators shorten it: without the enum's name in front, in `PascalCase`.
    static func shortened(_ value: String, of enumeration: String) -> String {
        var result: [UInt8] = []
        var capitalizeNext = true
        for byte in withoutPrefix(value, folded(enumeration)) {
            if byte == UInt8(ascii: "_") {
                capitalizeNext = true
            } else {
                result.append(capitalizeNext ? uppercased(byte) : lowercased(byte))
                capitalizeNext = false
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func withoutPrefix(_ value: String, _ prefix: String) -> Substring.UTF8View {
        var rest = value[...].utf8
        var wanted = prefix[...].utf8
        while let next = wanted.first {
            guard let byte = rest.popFirst() else { return value[...].utf8 }
            if byte == UInt8(ascii: "_") { continue }
            guard lowercased(byte) == next else { return value[...].utf8 }
            wanted.removeFirst()
        }
        while rest.first == UInt8(ascii: "_") { rest.removeFirst() }
        return rest.isEmpty ? value[...].utf8 : rest
    }

    static func lowercased(_ text: String) -> String { String(decoding: text.utf8.lazy.map(lowercased), as: UTF8.self) }

    private static func uppercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte - 32 : byte
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte + 32 : byte
    }
}
