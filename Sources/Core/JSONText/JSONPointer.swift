/// A path into a JSON value (RFC 6901): `/fields/2/type`, the empty text for the whole.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// Keys and indices, unescaped.
    public var tokens: [String]

    public init(_ tokens: [String] = []) { self.tokens = tokens }

    /// Nil unless `text` is empty or begins with a slash, and every `~` in it belongs to `~0` or `~1`.
    public init?(parsing text: String) {
        if text.isEmpty { self.init(); return }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var tokens: [String] = []
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            var token = ""
            var rest = part.unicodeScalars[...]
            while let scalar = rest.popFirst() {
                if scalar != "~" { token.unicodeScalars.append(scalar); continue }
                switch rest.popFirst() {
                case "0": token += "~"
                case "1": token += "/"
                default: return nil
                }
            }
            tokens.append(token)
        }
        self.init(tokens)
    }

    public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }
    public func appending(_ index: Int) -> JSONPointer { appending(String(index)) }

    public var description: String { tokens.map { "/" + Self.escaped($0) }.joined() }

    private static func escaped(_ token: String) -> String {
        guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return token }
        var result = ""
        for scalar in token.unicodeScalars {
            switch scalar {
            case "~": result += "~0"
            case "/": result += "~1"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The part of `value` the pointer names, nil if there is none.
    package func resolve(in value: JSONValue) -> JSONValue? {
        var current = value
        for token in tokens {
            switch current {
            case .object(let object):
                guard let member = object[token] else { return nil }
                current = member
            case .array(let elements):
                guard let index = Self.index(token), index < elements.count else { return nil }
                current = elements[index]
            default: return nil
            }
        }
        return current
    }

    /// The part of `node` the pointer names, nil if there is none.
    package func resolve(in node: JSONNode) -> JSONNode? {
        var current = node
        for token in tokens {
            switch current.content {
            case .object:
                guard let member = current[token] else { return nil }
                current = member
            case .array(let elements):
                guard let index = Self.index(token), index < elements.count else { return nil }
                current = elements[index]
            default: return nil
            }
        }
        return current
    }

    /// Digits without a leading zero, as RFC 6901 writes array indices.
    private static func index(_ token: String) -> Int? {
        guard token.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let index = Int(token),
            String(index) == token
        else { return nil }
        return index
    }
}
