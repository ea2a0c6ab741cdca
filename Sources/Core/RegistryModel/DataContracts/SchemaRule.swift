package import JSONText

/// A rule that clients run on records: kept and handed out here, never run.
public struct SchemaRule: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable { case transform = "TRANSFORM", condition = "CONDITION" }

    public enum Mode: String, Sendable, Hashable {
        case upgrade = "UPGRADE", downgrade = "DOWNGRADE", upDown = "UPDOWN"
        case write = "WRITE", read = "READ", writeRead = "WRITEREAD"

        /// Between versions, rather than on the way to or from the log.
        var isMigration: Bool { [.upgrade, .downgrade, .upDown].contains(self) }
    }

    public var name: String
    public var doc: String?
    public var kind = Kind.transform
    public var mode = Mode.writeRead
    /// Who runs it: `CEL`, `ENCRYPT`, …
    public var type: String
    /// In order, each once.
    public var tags: [String] = []
    public var params: [String: String] = [:]
    public var expr: String?
    public var onSuccess: String?
    public var onFailure: String?
    public var isDisabled = false

    public init(name: String, type: String) {
        self.name = name
        self.type = type
    }

    static let maxNameLength = 256

    /// Why the rule cannot be taken; nil if it can.
    var problem: String? {
        let scalars = Array(name.unicodeScalars)
        guard let first = scalars.first else { return "Empty rule name" }
        if scalars.count > Self.maxNameLength { return "Rule name too long" }
        if !(first.properties.isAlphabetic || first == "_") { return "Illegal initial character in rule name: \(name)" }
        let isLegal = scalars.dropFirst().allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType == .decimal || $0 == "_" || $0 == "-"
        }
        if !isLegal { return "Illegal character in rule name: \(name)" }
        if type.isEmpty { return "Missing rule type" }
        let hasSeveral = [onSuccess, onFailure].contains { $0?.contains(",") == true }
        if hasSeveral, mode != .writeRead, mode != .upDown { return "Multiple actions only valid with WRITEREAD and UPDOWN" }
        return nil
    }
}

extension SchemaRule {
    init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "a rule")
        self.init(name: try members.string("name") ?? "", type: try members.string("type") ?? "")
        doc = try members.string("doc")
        kind = try members.choice("kind") ?? .transform
        mode = try members.choice("mode") ?? .writeRead
        tags = Set(try members.texts("tags") ?? []).sorted()
        params = try members.texts(byKey: "params") ?? [:]
        expr = try members.string("expr")
        onSuccess = try members.string("onSuccess")
        onFailure = try members.string("onFailure")
        isDisabled = try members.bool("disabled") ?? false
    }

    var json: JSONValue {
        var object = JSONObject()
        object["name"] = .string(name)
        object["doc"] = doc.map { .string($0) }
        object["kind"] = .string(kind.rawValue)
        object["mode"] = .string(mode.rawValue)
        object["type"] = .string(type)
        object["tags"] = JSONMembers.array(tags)
        object["params"] = JSONMembers.object(params)
        object["expr"] = expr.map { .string($0) }
        object["onSuccess"] = onSuccess.map { .string($0) }
        object["onFailure"] = onFailure.map { .string($0) }
        object["disabled"] = .bool(isDisabled)
        return .object(object)
    }
}
