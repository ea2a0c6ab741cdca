package import JSONText

/// A subject that the keys or values of a topic are of, as clients look it up before they go by names.
package struct Association: Hashable, Sendable {
    package enum Lifecycle: String, Hashable, Sendable {
        /// The subject is a topic's own and goes with it.
        case strong = "STRONG"
        /// The subject may be shared.
        case weak = "WEAK"
    }

    /// What an association is kept under.
    package struct Key: Hashable, Sendable {
        package var resource: ResourceName
        /// `key` or `value`.
        package var type: String
        package var subject: Subject

        package init(resource: ResourceName, type: String, subject: Subject) {
            self.resource = resource
            self.type = type
            self.subject = subject
        }
    }

    /// A topic as people name it: its name, and its cluster's for a namespace.
    package struct ResourceName: Hashable, Sendable {
        package var name: String
        package var namespace: String
        /// `topic`, so far.
        package var type: String

        package init(name: String, namespace: String, type: String) {
            self.name = name
            self.namespace = namespace
            self.type = type
        }

        /// What stands for any name or namespace.
        package static let wildcard = "-"
        package static let topic = "topic"
    }

    package var key: Key
    /// The topic's id, which it keeps when another gets its name.
    package var resourceID: String
    package var guid: String
    package var lifecycle: Lifecycle
    package var isFrozen: Bool
    /// Milliseconds since 1970-01-01 UTC.
    package var created: Int64?
    package var updated: Int64?

    package init(
        _ key: Key, resourceID: String, guid: String, lifecycle: Lifecycle, isFrozen: Bool = false, created: Int64? = nil,
        updated: Int64? = nil
    ) {
        self.key = key
        self.resourceID = resourceID
        self.guid = guid
        self.lifecycle = lifecycle
        self.isFrozen = isFrozen
        self.created = created
        self.updated = updated
    }

    /// As answers have it, and but for the last member the record in `_schemas`.
    package var json: JSONValue {
        var object = JSONObject()
        object["subject"] = .string(key.subject.name)
        object["guid"] = .string(guid)
        object["resourceName"] = .string(key.resource.name)
        object["resourceNamespace"] = .string(key.resource.namespace)
        object["resourceId"] = .string(resourceID)
        object["resourceType"] = .string(key.resource.type)
        object["associationType"] = .string(key.type)
        object["lifecycle"] = .string(lifecycle.rawValue)
        object["frozen"] = .bool(isFrozen)
        object["createTs"] = created.map { .number(JSONNumber($0)) }
        object["updateTs"] = updated.map { .number(JSONNumber($0)) }
        return .object(object)
    }

    package init(_ key: Key, _ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the association")
        self.init(
            key, resourceID: try members.required("resourceId", try members.string("resourceId")),
            guid: try members.required("guid", try members.string("guid")),
            lifecycle: try members.required("lifecycle", try members.choice("lifecycle")),
            isFrozen: try members.bool("frozen") ?? false, created: members.value("createTs")?.asInt64)
    }
}
