/// A number of bytes as people read it: `982 B`, `1.4 KiB`.
enum ByteText {
    static func of(_ count: Int) -> String {
        guard count >= 1024 else { return "\(count) B" }
        var size = Double(count), unit = 0
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        while size >= 1024, unit < units.count - 1 { (size, unit) = (size / 1024, unit + 1) }
        return "\(DecimalText.of(size, digits: 1)) \(units[unit])"
    }
}

/// A number with so many digits behind its point.
enum DecimalText {
    static func of(_ value: Double, digits: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(scaled % scale)
        return "\(sign)\(scaled / scale)." + String(repeating: "0", count: digits - fraction.utf8.count) + fraction
    }
}

extension String {
    /// Without the line end it ends with, if it does.
    var trimmingLastLine: String { hasSuffix("\n") ? String(dropLast()) : self }
}
