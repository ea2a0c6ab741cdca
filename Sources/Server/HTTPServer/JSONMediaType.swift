package import HTTPTypes

/// The names a JSON body may go by on the registry's API.
package enum JSONMediaType: String, Sendable, CaseIterable {
    // In the order of preference.
    case registryV1 = "application/vnd.schemaregistry.v1+json"
    case registry = "application/vnd.schemaregistry+json"
    case json = "application/json"

    /// The type to answer with; nil if the client accepts none of them.
    package static func negotiated(_ headers: HTTPFields) -> JSONMediaType? {
        guard let accept = headers[.accept] else { return .registryV1 }
        // The usual case, without a parse.
        if let only = JSONMediaType(rawValue: accept) { return only }
        let ranges = accept.split(separator: ",").prefix(32).compactMap { MediaRange($0) }
        if ranges.isEmpty { return .registryV1 }
        var best: (type: JSONMediaType, quality: Double)?
        for type in allCases {
            guard let quality = MediaRange.quality(of: type.rawValue, in: ranges), quality > 0 else { continue }
            if quality > best?.quality ?? 0 { best = (type, quality) }
        }
        return best?.type
    }

    /// Whether a body so declared is read as JSON: one of the types above, bytes without a type, or nothing said.
    package static func isReadable(_ headers: HTTPFields) -> Bool {
        guard let declared = headers[.contentType], !declared.isEmpty else { return true }
        let type = declared.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        return JSONMediaType(rawValue: type) != nil || type == "application/octet-stream"
    }
}

/// One entry of an `Accept` field: `application/*;q=0.5` (RFC 9110 §12.5.1).
private struct MediaRange {
    var type: String
    var quality: Double

    init?(_ text: Substring) {
        let parts = text.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
        guard let type = parts.first, type == "*" || type.contains("/") else { return nil }
        // A range of any type has no subtype to it, whatever is written there.
        self.type = type == "*" || type.hasPrefix("*/") ? "*/*" : type
        quality = 1
        for parameter in parts.dropFirst() where parameter.hasPrefix("q=") {
            quality = Double(parameter.dropFirst(2)).map { min(max($0, 0), 1) } ?? 0
        }
    }

    /// The quality of the most specific range that covers `type`.
    static func quality(of type: String, in ranges: [MediaRange]) -> Double? {
        for pattern in [type, "application/*", "*/*"] {
            if let range = ranges.first(where: { $0.type == pattern }) { return range.quality }
        }
        return nil
    }
}
