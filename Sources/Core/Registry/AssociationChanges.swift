internal import Digests
internal import DurableState
package import RegistryModel

/// A wish to associate a topic with subjects.
package struct Associate: Sendable {
    package var request: AssociationRequestBody
    /// Associations that are there already are an error, unless they are the same.
    package var isNew: Bool
    /// Only say what would come of it.
    package var isDryRun: Bool
    /// Milliseconds since 1970-01-01 UTC.
    package var time: Int64?

    package init(_ request: AssociationRequestBody, isNew: Bool, isDryRun: Bool) {
        self.request = request
        self.isNew = isNew
        self.isDryRun = isDryRun
    }
}

extension RegistryState {
    func associate(_ wish: Associate) throws(RegistryError) -> Outcome {
        let request = wish.request
        try request.check()
        guard let resourceID = request.resourceID else { preconditionFailure("a checked request has the topic's id") }
        let present = associations.of(resourceID, type: request.resource.type)
        var made: [Association] = []
        for item in request.items {
            made.append(
                try association(item, of: request.resource, resourceID, present.first { $0.key.type == item.type }, wish))
        }
        // A topic is its subjects' owner, or shares them, with its keys and values alike.
        if let strong = present.first(where: { $0.lifecycle == .strong }) {
            throw .invalidAssociation(
                "lifecycle", "all associations for a resource must have the same lifecycle, but '\(strong.key.type)' is STRONG")
        }
        let records = made.filter { associations.all[$0.key] != $0 }.map { RegistryRecord(.association($0.key, $0), at: wish.time) }
        return Decision(
            records: wish.isDryRun ? [] : records,
            reply: .associations(AssociationReply(request.resource, resourceID, wish.isDryRun ? [] : made)))
    }

    private func association(
        _ item: AssociationRequestBody.Item, of resource: Association.ResourceName, _ resourceID: String,
        _ present: Association?, _ wish: Associate
    ) throws(RegistryError) -> Association {
        guard let subject = item.subject.map({ aliased($0) }) ?? (wish.isNew ? nil : present?.key.subject) else {
            throw .invalidAssociation("subject", "must be provided for WEAK associations")
        }
        try settings.checkNotReadOnly(subject)
        if let present {
            if present.key.subject == subject, present.lifecycle == .weak { return present }
            if wish.isNew { throw .associationExists(item.type, present.key.resource.name) }
            if present.isFrozen { throw .associationFrozen(item.type, present.key.subject) }
            throw .invalidAssociation(
                "subject", "subject of association cannot be changed from '\(present.key.subject)' to '\(subject)'")
        }
        guard catalog.entries(of: subject).contains(where: { !$0.isDeleted }) else { throw .noActiveVersion(subject) }
        guard !associations.of(subject).contains(where: { $0.lifecycle == .strong }) else {
            throw .strongAssociationExists(subject)
        }
        let key = Association.Key(resource: resource, type: item.type, subject: subject)
        // The name of a topic that is gone goes to the one that has it now.
        if let old = associations.all[key], old.isFrozen { throw .associationFrozen(item.type, subject) }
        let text = [resource.namespace, resource.name, resourceID, item.type, subject.name, "\(wish.time ?? 0)"]
        guard let guid = SchemaGUID(bytes: Digest.md5(Array(text.joined(separator: "\u{0}").utf8))) else {
            preconditionFailure("an MD5 has 16 bytes")
        }
        return Association(
            key, resourceID: resourceID, guid: guid.description, lifecycle: .weak, created: wish.time, updated: wish.time)
    }

    /// - Parameter types: empty for keys and values both.
    func dissociate(
        _ resourceID: String, type: String, types: [String], cascades: Bool, isDryRun: Bool
    ) throws(RegistryError) -> Outcome {
        let gone = associations.of(resourceID, type: type).filter { types.isEmpty || types.contains($0.key.type) }
        guard !gone.isEmpty else { throw .associationNotFound(resourceID) }
        for association in gone {
            try settings.checkNotReadOnly(association.key.subject)
            if association.isFrozen, !cascades { throw .associationFrozen(association.key.type, association.key.subject) }
        }
        return Decision(
            records: isDryRun ? [] : gone.map { RegistryRecord(.association($0.key, nil)) }, reply: .done)
    }
}
