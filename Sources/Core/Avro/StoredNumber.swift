internal import JSONText

extension JSONNumber {
    /// The number as Java prints what it has read: integers digit for digit, others as the nearest double in the form of
    /// `Double.toString`. The stored form is compared and hashed as text, so its numbers have to be others' numbers.
    var storedText: String {
        if isWrittenAsInteger { return text == "-0" ? "0" : text }
        guard let double, double.isFinite else { return text }
        return Self.javaText(double)
    }

    /// Plain from 0.001 up to 10 million, `1.5E10` beyond; always a digit on both sides of the point.
    static func javaText(_ double: Double) -> String {
        let sign = double.sign == .minus ? "-" : ""
        let magnitude = double.magnitude
        if magnitude == 0 { return sign + "0.0" }
        // The one number of which all Javas write more digits than tell it apart.
        if magnitude == .leastNonzeroMagnitude { return sign + "4.9E-324" }
        // Swift prints the shortest digits that read back; only their arrangement differs.
        let parts = magnitude.description.split(separator: "e")
        let halves = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = halves[0]
        let fraction = halves.count > 1 ? halves[1] : ""
        var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + whole.utf8.count - 1
        var digits = Substring(whole + fraction)
        while digits.utf8.count > 1, digits.first == "0" {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.utf8.count > 1, digits.last == "0" { digits.removeLast() }
        // From here: 0.d1d2d3… × 10^(exponent + 1), d1 not zero.
        if magnitude >= 1e-3, magnitude < 1e7 {
            if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
            let padded = digits + String(repeating: "0", count: max(0, exponent + 2 - digits.utf8.count))
            return sign + padded.prefix(exponent + 1) + "." + padded.dropFirst(exponent + 1)
        }
        let rest = digits.dropFirst()
        return sign + digits.prefix(1) + "." + (rest.isEmpty ? "0" : rest) + "E\(exponent)"
    }
}

extension JSONValue {
    /// The value with its numbers as the stored form writes them.
    var withStoredNumbers: JSONValue {
        switch self {
        case .number(let number): return .number(JSONNumber(unchecked: number.storedText))
        case .array(let values): return .array(values.map(\.withStoredNumbers))
        case .object(let object):
            var result = JSONObject()
            for member in object.members { result[member.key] = member.value.withStoredNumbers }
            return .object(result)
        default: return self
        }
    }
}
