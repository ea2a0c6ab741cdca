import Foundation
import JSONText
import Registry
import RegistryModel

/// What an exported directory says about its files: `herald-export.jsonl`, a line for each thing, the last one saying that it is
/// whole. Ordered, and without a date, so that two exports of the same registry are the same.
enum ExportManifest {
    static let fileName = "herald-export.jsonl"
    static let contract = "herald.export/v1"

    enum Line: Sendable, Equatable {
        case head(subjects: Int, versions: Int)
        case config(Subject?, RegistryConfig)
        case mode(Subject?, String)
        /// No id up to this one is given out again in the context.
        case highestID(SchemaContext, SchemaID)
        case version(Entry)
        case end
    }

    struct Entry: Sendable, Equatable {
        /// Its text is in `file`, and empty here.
        var schema: RegisteredSchema
        /// From the directory.
        var file: String
        /// Of the text as it was submitted, where that is another one.
        var originalFile: String?
    }

    // MARK: Writing

    static func text(_ line: Line) -> String {
        var object = JSONObject()
        func scope(_ kind: String, _ scope: Subject?) {
            object["kind"] = .string(kind)
            object["subject"] = scope.map { .string($0.name) } ?? .null
        }
        switch line {
        case .head(let subjects, let versions):
            object["schema"] = .string(contract)
            object["subjects"] = .number(JSONNumber(subjects))
            object["versions"] = .number(JSONNumber(versions))
        case .config(let subject, let config):
            scope("config", subject)
            object["config"] = config.json()
        case .mode(let subject, let mode):
            scope("mode", subject)
            object["mode"] = .string(mode)
        case .highestID(let context, let id):
            object["kind"] = "highestId"
            object["context"] = .string(context.name)
            object["id"] = .number(JSONNumber(id.rawValue))
        case .version(let entry):
            let schema = entry.schema
            scope("version", schema.subject)
            object["version"] = .number(JSONNumber(schema.version.rawValue))
            object["id"] = .number(JSONNumber(schema.id.rawValue))
            object["guid"] = schema.guid.map { .string("\($0)") }
            object["schemaType"] = .string(schema.format.rawValue)
            object["deleted"] = .bool(schema.isDeleted)
            if !schema.references.isEmpty { object["references"] = .array(schema.references.map(\.json)) }
            object["metadata"] = schema.metadata?.json
            object["ruleSet"] = schema.ruleSet?.json
            object["file"] = .string(entry.file)
            object["originalFile"] = entry.originalFile.map { .string($0) }
        case .end: object["kind"] = "end"
        }
        return JSONPrinter.compact(.object(object)) + "\n"
    }

    // MARK: Reading

    static func line(_ text: some StringProtocol) throws(RESTBodyProblem) -> Line? {
        let json: JSONValue
        do { json = try JSONParser.parse(String(text)) } catch { throw RESTBodyProblem("the line is not JSON: \(error)") }
        if let contract = json["schema"]?.asString {
            guard contract == Self.contract else {
                throw RESTBodyProblem("it is written as \(contract), and \(Self.contract) is what can be read")
            }
            return .head(subjects: Int(json["subjects"]?.asInt64 ?? 0), versions: Int(json["versions"]?.asInt64 ?? 0))
        }
        let scope = json["subject"]?.asString.map { Subject($0) }
        switch json["kind"]?.asString {
        case "config": return .config(scope, try RegistryConfig(json["config"] ?? .null))
        case "mode":
            guard let mode = json["mode"]?.asString else { throw RESTBodyProblem("the line says no mode") }
            return .mode(scope, mode)
        case "highestId":
            guard let context = json["context"]?.asString.flatMap({ SchemaContext($0) }),
                let id = json["id"]?.asInt64.flatMap({ Int32(exactly: $0) })
            else { throw RESTBodyProblem("the line says no context and id") }
            return .highestID(context, SchemaID(id))
        case "version": return .version(try entry(json))
        case "end": return .end
        // What a later Herald has to say.
        default: return nil
        }
    }

    private static func entry(_ json: JSONValue) throws(RESTBodyProblem) -> Entry {
        guard let file = json["file"]?.asString, ExportPaths.isInside(file) else {
            throw RESTBodyProblem("the line says no file of the directory")
        }
        var object = json.asObject ?? JSONObject()
        object["schema"] = ""
        let original = json["originalFile"]?.asString
        guard original.map(ExportPaths.isInside) != false else { throw RESTBodyProblem("the line says no file of the directory") }
        return Entry(schema: try RegisteredSchema(.object(object)), file: file, originalFile: original)
    }
}

/// Where in an exported directory a version's text is.
enum ExportPaths {
    private static let maxNameBytes = 200

    /// `schemas/default/orders-value/1.avsc`
    static func file(of place: SubjectVersion, _ format: SchemaFormat) -> String {
        let context = place.subject.context
        let folder = context == .default ? "default" : "context-" + name(String(context.name.dropFirst()))
        return "schemas/\(folder)/\(name(place.subject.localName))/\(place.version).\(ending(of: format))"
    }

    /// `schemas/default/orders-value/1.original.avsc`
    static func originalFile(of place: SubjectVersion, _ format: SchemaFormat) -> String {
        let file = file(of: place, format), ending = ".\(ending(of: format))"
        return file.dropLast(ending.count) + ".original" + ending
    }

    private static func ending(of format: SchemaFormat) -> String {
        switch format {
        case .avro: "avsc"
        case .protobuf: "proto"
        default: format.rawValue == "JSON" ? "json" : "txt"
        }
    }

    /// A name that every file system takes. Long ones are cut, and told apart by what they are made of.
    private static func name(_ text: String) -> String {
        var name = HeraldAPI.segment(text)
        if name.isEmpty { return "%" }
        if name.hasPrefix(".") { name = "%2E" + name.dropFirst() }
        guard name.utf8.count > maxNameBytes else { return name }
        let mark = "\(SchemaGUID(naming: text))"
        return "\(name.prefix(maxNameBytes - mark.count - 1))~\(mark)"
    }

    /// Whether a path leads nowhere but into the directory.
    static func isInside(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return !path.isEmpty && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." } && !path.utf8.contains(0)
    }
}

extension SchemaGUID {
    /// 128 bits that stand for a text.
    fileprivate init(naming text: String) {
        self.init(
            of: RegisteredSchema(
                subject: Subject(""), version: .first, id: SchemaID(0), format: .avro, references: [], schema: text))
    }
}
