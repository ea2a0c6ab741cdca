/// The ways names are written in `.proto` files.
enum NameCase {
    case pascal, lowerSnake, upperSnake

    func fits(_ name: String) -> Bool {
        guard let first = name.utf8.first, let last = name.utf8.last else { return false }
        switch self {
        case .pascal: return Self.isUpper(first) && !name.utf8.contains(UInt8(ascii: "_"))
        case .lowerSnake: return Self.isSnake(name, first, last) && !name.utf8.contains(where: Self.isUpper)
        case .upperSnake: return Self.isSnake(name, first, last) && !name.utf8.contains(where: Self.isLower)
        }
    }

    /// Words between single underscores.
    private static func isSnake(_ name: String, _ first: UInt8, _ last: UInt8) -> Bool {
        first != UInt8(ascii: "_") && last != UInt8(ascii: "_") && !name.contains("__")
    }

    private static func isUpper(_ byte: UInt8) -> Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte }
    private static func isLower(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }

    /// The name in this way of writing, by its words: `order_id` of `orderID`, `OrderLine` of `order_line`. Nil where no letter
    /// is left to begin with, or it stays as it is.
    func writing(_ name: String) -> String? {
        let words = Self.upperSnake(of: name).split(separator: "_")
        let result: String
        switch self {
        case .upperSnake: result = words.joined(separator: "_")
        case .lowerSnake: result = words.joined(separator: "_").lowercased()
        case .pascal:
            // Without underscores the name says itself where its words are.
            result = name.contains("_")
                ? words.map { $0.prefix(1) + $0.dropFirst().lowercased() }.joined()
                : name.prefix(1).uppercased() + name.dropFirst()
        }
        guard result != name, fits(result), let first = result.utf8.first else { return nil }
        return Self.isUpper(first) || Self.isLower(first) ? result : nil
    }

    /// `ORDER_STATUS` of `OrderStatus`, `HTTP_CODE` of `HTTPCode`.
    static func upperSnake(of name: String) -> String {
        let bytes = Array(name.utf8)
        var result = ""
        for (index, byte) in bytes.enumerated() {
            let followsWord = index > 0 && !isUpper(bytes[index - 1]) && bytes[index - 1] != UInt8(ascii: "_")
            let endsAcronym = index > 0 && isUpper(bytes[index - 1]) && index + 1 < bytes.count && isLower(bytes[index + 1])
            if isUpper(byte), followsWord || endsAcronym { result += "_" }
            result += String(UnicodeScalar(byte)).uppercased()
        }
        return result
    }
}
