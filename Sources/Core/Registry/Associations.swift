package import RegistryModel

/// Which subjects topics are associated with.
struct Associations: Sendable {
    private(set) var all: [Association.Key: Association] = [:]

    mutating func put(_ association: Association?, at key: Association.Key) { all[key] = association }

    /// Of one topic, by the id it has.
    func of(_ resourceID: String, type: String) -> [Association] {
        all.values.filter { $0.resourceID == resourceID && $0.key.resource.type == type }
    }

    func of(_ subject: Subject) -> [Association] { all.values.filter { $0.key.subject == subject } }
}

/// Which associations a listing shows.
package struct AssociationFilter: Sendable {
    package enum Place: Sendable {
        case subject(Subject)
        case resourceID(String)
        /// Either may be a wildcard.
        case resource(name: String, namespace: String)
    }

    package var place: Place
    package var resourceType: String?
    /// Empty for any.
    package var types: [String]
    package var lifecycle: Association.Lifecycle?

    package init(_ place: Place, resourceType: String? = nil, types: [String] = [], lifecycle: Association.Lifecycle? = nil) {
        self.place = place
        self.resourceType = resourceType
        self.types = types
        self.lifecycle = lifecycle
    }

    fileprivate func shows(_ association: Association) -> Bool {
        let (key, resource) = (association.key, association.key.resource)
        let isThere =
            switch place {
            case .subject(let subject): key.subject == subject
            case .resourceID(let id): association.resourceID == id
            case .resource(let name, let namespace):
                [resource.name, Association.ResourceName.wildcard].contains(name)
                    && [resource.namespace, Association.ResourceName.wildcard].contains(namespace)
            }
        return isThere && (resourceType == nil || resourceType == resource.type) && (types.isEmpty || types.contains(key.type))
            && (lifecycle == nil || lifecycle == association.lifecycle)
    }
}

extension RegistryState {
    /// In the order of topics, types and subjects.
    package func associations(_ filter: AssociationFilter) -> [Association] {
        associations.all.values.filter { filter.shows($0) }.sorted { left, right in
            left.key.parts.lexicographicallyPrecedes(right.key.parts)
        }
    }
}

extension Association.Key {
    fileprivate var parts: [String] { [resource.namespace, resource.name, resource.type, type, subject.name] }
}
