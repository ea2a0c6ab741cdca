internal import Bytes
internal import Compatibility
internal import JSONText
internal import ProtobufCodec
internal import ProtobufSchema

/// The operations on Protobuf. A `set` is a serialized `FileDescriptorSet`, a file behind those it imports.
enum ProtobufOperations {
    /// `proto.compile {files, roots}`: the descriptors of the roots and of all they import.
    @Sendable static func compile(_ request: DoorRequest) throws(DoorError) -> JSONObject {
        let files = try request.sources(try request.object("files"), at: "files"), roots = try request.texts("roots")
        let compiled = try working(on: "files") { () throws(ProtobufSchemaError) in
            try ProtoCompiler.descriptors(files, roots: roots)
        }
        return ["set": .string(Base64.encode(FileDescriptorSet(files: compiled.files).serialized))]
    }

    /// `proto.decode {set, type, data}`: the message as ProtoJSON.
    @Sendable static func decode(_ request: DoorRequest) throws(DoorError) -> JSONObject {
        let plan = try request.plan(), data = try request.bytes("data")
        let json = try working(on: "data") { () throws(ProtobufCodecError) in
            try ProtobufJSON.text(try DynamicMessage(data, plan: plan))
        }
        return ["json": .string(json)]
    }

    /// `proto.encode {set, type, json}`: the bytes of a message.
    @Sendable static func encode(_ request: DoorRequest) throws(DoorError) -> JSONObject {
        let plan = try request.plan(), json = try request.text("json")
        let data = try working(on: "json") { () throws(ProtobufCodecError) in
            try ProtobufJSON.message(json, plan: plan).serialized
        }
        return ["data": .string(Base64.encode(data))]
    }

    /// `proto.indexes {set, root, type}`: where the file `root` has the message, and the bytes serializers write for that.
    @Sendable static func indexes(_ request: DoorRequest) throws(DoorError) -> JSONObject {
        let schema = try request.set(root: try request.text("root"))
        let message = try request.message(of: schema)
        guard let indexes = schema.messageIndexes(of: message) else {
            throw DoorError(.type, at: "type", "\(schema[message].fullName) is not in the file \(schema.mainFile.name)")
        }
        return [
            "indexes": .array(indexes.path.map { JSONValue(integerLiteral: Int64($0)) }),
            "data": .string(Base64.encode(indexes.bytes)),
        ]
    }

    /// `proto.compat {old: {files, root}, new: {files, root}, policy?}`: everything that differs, and whether that is a break
    /// for readers on the new schema.
    @Sendable static func compat(_ request: DoorRequest) throws(DoorError) -> JSONObject {
        let policy = try request.policy()
        let old = try request.schema("old"), new = try request.schema("new")
        let verdict = CompatibilityCheck.check(
            new: .protobuf(new), history: [CompatibilityCheck.OldVersion(version: 1, schema: .protobuf(old))], level: .backward,
            visiting: .everything, policy: policy)
        // The check lists what it refuses; what it lets pass is told here beside it.
        var changes = ProtobufRules.differences(original: old, update: new).map { change($0.change.rawValue, $0.path) }
        for finding in policy?.findings(new: new, old: old, against: 1) ?? [] {
            changes.append(change(finding.rule.id, finding.pathText))
        }
        var answer: JSONObject = ["compatible": .bool(verdict.isCompatible), "changes": .array(changes)]
        answer["policy"] = policy.map { .string($0.rawValue) }
        return answer
    }

    private static func change(_ type: String, _ path: String) -> JSONValue { ["type": .string(type), "path": .string(path)] }
}

extension DoorRequest {
    /// Import paths and texts.
    func sources(_ object: JSONObject, at place: String) throws(DoorError) -> [ProtoCompiler.Source] {
        var sources: [ProtoCompiler.Source] = []
        for member in object.members {
            guard let text = member.value.asString else { throw mismatch(member.value, "a text", at: "\(place)/\(member.key)") }
            sources.append(ProtoCompiler.Source(name: member.key, text: text))
        }
        return sources
    }

    /// `{files, root}` under `key`.
    func schema(_ key: String) throws(DoorError) -> ProtobufSchema {
        let side = try object(key)
        guard let files = side["files"]?.asObject, let root = side["root"]?.asString else {
            throw DoorError(
                .type, at: key, "\(key) is an object with \"files\", texts by their import paths, and \"root\", one of the paths")
        }
        let sources = try sources(files, at: "\(key)/files")
        return try working(on: key) { () throws(ProtobufSchemaError) in try ProtoCompiler.compile(sources, roots: [root]) }
    }

    /// The descriptors under `set`, linked. Without a root the last file is the main one.
    func set(root: String? = nil) throws(DoorError) -> ProtobufSchema {
        let bytes = try bytes("set")
        let files: [FileDescriptor]
        do throws(ProtobufSchemaError) { files = try FileDescriptorSet(parsing: bytes).files } catch {
            throw DoorError(error.code == .limit ? .limit : .parse, at: "set", "set cannot be read: \(error.sentence)")
        }
        guard let place = root.map({ name in files.lastIndex { $0.name == name } }) ?? files.indices.last else {
            let missing = root.map { "no file \(JSONPrinter.quoted(String($0.prefix(200))))" } ?? "no files"
            throw DoorError(.type, at: root == nil ? "set" : "root", "the set has \(missing)")
        }
        return try working(on: "set") { () throws(ProtobufSchemaError) in
            try ProtobufSchema(linking: files, roots: [place])
        }
    }

    /// For the message that `type` names in `set`.
    func plan() throws(DoorError) -> ProtobufDecodingPlan {
        let schema = try set()
        return ProtobufDecodingPlan(schema, message: try message(of: schema), limits: limits.protobufData)
    }

    /// The message of `schema` that `type` names.
    func message(of schema: ProtobufSchema) throws(DoorError) -> ProtobufSchema.MessageID {
        let name = try text("type")
        guard let message = schema.message(named: name) else {
            throw DoorError(.type, at: "type", "the set has no message \(JSONPrinter.quoted(String(name.prefix(200))))")
        }
        return message
    }
}
