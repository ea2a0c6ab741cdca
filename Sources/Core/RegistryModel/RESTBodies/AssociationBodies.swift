package import JSONText

/// A wish to associate a topic with subjects: `POST /associations`, `PUT /associations/resources/{}`.
package struct AssociationRequestBody: Hashable, Sendable {
    package struct Item: Hashable, Sendable {
        package var subject: Subject?
        package var type: String
        package var lifecycle: Association.Lifecycle?
        package var isFrozen: Bool?
        /// A schema comes with it: the subject would be the topic's own.
        package var bringsSchema: Bool
    }

    package var resource: Association.ResourceName
    package var resourceID: String?
    package var items: [Item]

    package init(_ json: JSONValue) throws(RESTBodyProblem) {
        let members = try JSONMembers(json, "the request")
        resource = Association.ResourceName(
            name: try members.string("resourceName") ?? "", namespace: try members.string("resourceNamespace") ?? "",
            type: try members.string("resourceType").flatMap { $0.isEmpty ? nil : $0 } ?? Association.ResourceName.topic)
        resourceID = try members.string("resourceId")
        items = []
        for element in try members.array("associations") ?? [] {
            let item = try JSONMembers(element, "an association")
            items.append(
                Item(
                    subject: try item.string("subject").map { Subject(requested: $0) },
                    type: try item.string("associationType").flatMap { $0.isEmpty ? nil : $0 } ?? "value",
                    lifecycle: try item.choice("lifecycle"), isFrozen: try item.bool("frozen"),
                    bringsSchema: item.value("schema") != nil))
        }
    }

    /// Refuses what no state allows. Associations that bind a subject to its topic for good are not made here.
    package func check() throws(RegistryError) {
        for (property, value) in [("resourceName", resource.name), ("resourceNamespace", resource.namespace)] where value.isEmpty {
            throw .invalidAssociation(property, "cannot be null or empty")
        }
        if resourceID?.isEmpty ?? true { throw .invalidAssociation("resourceId", "cannot be null or empty") }
        if resource.type != Association.ResourceName.topic { throw .invalidAssociation("resourceType", "must be 'topic'") }
        if items.isEmpty { throw .invalidAssociation("associations", "cannot be null or empty") }
        var types: Set<String> = []
        for item in items {
            guard ["key", "value"].contains(item.type) else {
                throw .invalidAssociation("associationType", "must be either 'key' or 'value'")
            }
            guard types.insert(item.type).inserted else {
                throw .invalidAssociation(
                    "associationType", "may only appear once per request, but '\(item.type)' appears more than once")
            }
            if item.lifecycle == .strong { throw .invalidAssociation("lifecycle", "can only be WEAK in this registry") }
            if item.bringsSchema { throw .invalidAssociation("lifecycle", "cannot be WEAK when schema is provided") }
            if item.isFrozen == true {
                throw .invalidAssociation("frozen", "association with lifecycle of WEAK cannot be frozen")
            }
            let own = ":.\(resource.namespace):\(resource.name)-\(item.type)"
            if item.subject?.name == own {
                throw .invalidAssociation("subject", "WEAK associations cannot use subject '\(own)'")
            }
        }
    }
}

/// The associations of one topic, as the answer to a change has them.
package struct AssociationReply: Hashable, Sendable {
    package var resource: Association.ResourceName
    package var resourceID: String
    package var associations: [Association]

    package init(_ resource: Association.ResourceName, _ resourceID: String, _ associations: [Association]) {
        self.resource = resource
        self.resourceID = resourceID
        self.associations = associations
    }

    package var json: JSONValue {
        [
            "resourceName": .string(resource.name), "resourceNamespace": .string(resource.namespace),
            "resourceId": .string(resourceID), "resourceType": .string(resource.type),
            "associations": .array(
                associations.map { association in
                    [
                        "subject": .string(association.key.subject.name), "associationType": .string(association.key.type),
                        "lifecycle": .string(association.lifecycle.rawValue), "frozen": .bool(association.isFrozen),
                    ]
                }),
        ]
    }
}

extension RegistryError {
    package static func invalidAssociation(_ property: String, _ detail: String) -> RegistryError {
        RegistryError(
            .invalidAssociation,
            "The association specified an invalid value for property: '\(property)', detail: \(detail)")
    }

    package static func associationNotFound(_ resourceID: String) -> RegistryError {
        RegistryError(.associationNotFound, "Association for '\(resourceID)' not found.")
    }

    package static func associationExists(_ type: String, _ resource: String) -> RegistryError {
        RegistryError(.associationExists, "An association of type '\(type)' already exists for resource '\(resource)'")
    }

    package static func strongAssociationExists(_ subject: Subject) -> RegistryError {
        RegistryError(.strongAssociationExists, "A strong association already exists for subject '\(subject)'")
    }

    package static func noActiveVersion(_ subject: Subject) -> RegistryError {
        RegistryError(.noActiveVersion, "No active (non-deleted) version exists for subject '\(subject)'")
    }

    package static func associationFrozen(_ type: String, _ subject: Subject) -> RegistryError {
        RegistryError(.associationFrozen, "The association of type  '\(type)' is frozen for subject '\(subject)'")
    }
}
