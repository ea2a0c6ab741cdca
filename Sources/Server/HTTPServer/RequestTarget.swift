/// A request's path and query, split before anything in them is decoded: `%2F` inside a segment stays inside it.
package struct RequestTarget: Sendable, Equatable {
    /// Decoded segments. A slash at the end adds none.
    package let segments: [String]
    package let query: QueryParameters

    /// nil if a percent sign is not followed by two hex digits or a decoded part is not UTF-8.
    package init?(_ target: String) {
        var rest = target[...]
        // Absolute form, `http://host/path`, which proxies are sent.
        if !rest.hasPrefix("/"), let scheme = rest.firstRange(of: "://") {
            let behind = rest[scheme.upperBound...]
            rest = behind.firstIndex(of: "/").map { behind[$0...] } ?? "/"
        }
        if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
        let question = rest.firstIndex(of: "?")
        let path = question.map { rest[..<$0] } ?? rest
        guard let query = QueryParameters(question.map { rest[rest.index(after: $0)...] } ?? "") else { return nil }
        self.query = query

        var raw = path.split(separator: "/", omittingEmptySubsequences: false)
        if raw.first?.isEmpty == true { raw.removeFirst() }
        if raw.last?.isEmpty == true { raw.removeLast() }
        var segments: [String] = []
        segments.reserveCapacity(raw.count)
        for segment in raw {
            guard let decoded = Self.decode(segment, plusIsSpace: false) else { return nil }
            segments.append(decoded)
        }
        self.segments = segments
    }

    static func decode(_ text: Substring, plusIsSpace: Bool) -> String? {
        let bytes = text.utf8
        guard bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return String(text) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(Self.hexDigit), let low = iterator.next().flatMap(Self.hexDigit) else {
                    return nil
                }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
            default: decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// The decoded `name=value` pairs of a query, in order.
package struct QueryParameters: Sendable, Equatable {
    private var pairs: [String] = []

    init?(_ text: Substring) {
        for part in text.split(separator: "&") {
            let equals = part.firstIndex(of: "=")
            let name = equals.map { part[..<$0] } ?? part
            let value = equals.map { part[part.index(after: $0)...] } ?? ""
            guard let name = RequestTarget.decode(name, plusIsSpace: true),
                let value = RequestTarget.decode(value, plusIsSpace: true)
            else { return nil }
            pairs.append(name)
            pairs.append(value)
        }
    }

    /// The first value of `name`.
    package subscript(name: String) -> String? {
        var index = 0
        while index < pairs.count {
            if pairs[index] == name { return pairs[index + 1] }
            index += 2
        }
        return nil
    }

    /// Every value of `name`, in order.
    package func all(_ name: String) -> [String] {
        stride(from: 0, to: pairs.count, by: 2).filter { pairs[$0] == name }.map { pairs[$0 + 1] }
    }

    /// `true` in any case; everything else, and nothing, is false.
    package func flag(_ name: String) -> Bool { self[name]?.lowercased() == "true" }
}
