import RegistryModel

/// Which id stands for which content in which context, as versions are met.
struct IDLedger {
    private struct Key: Hashable {
        var context: SchemaContext
        var id: SchemaID
    }

    private struct Content: Hashable {
        var context: SchemaContext
        var guid: SchemaGUID
    }

    private var contents: [Key: (guid: SchemaGUID, place: SubjectVersion)] = [:]
    private var ids: [Content: (id: SchemaID, place: SubjectVersion)] = [:]

    var count: Int { contents.count }

    /// Notes a version.
    ///
    /// - Parameter guid: what it says, as computed.
    /// - Returns: What it contradicts.
    mutating func note(_ place: SubjectVersion, _ id: SchemaID, _ guid: SchemaGUID) -> [RegistryFinding] {
        let context = place.subject.context
        var found: [RegistryFinding] = []
        if let known = contents[Key(context: context, id: id)] {
            if known.guid != guid {
                found.append(
                    RegistryFinding(.twoContents, place, id: id, "its id stands for another content at \(Self.text(known.place))")
                )
            }
        } else {
            contents[Key(context: context, id: id)] = (guid, place)
        }
        if let known = ids[Content(context: context, guid: guid)] {
            if known.id != id {
                found.append(
                    RegistryFinding(.twoIDs, place, id: id, "the same content has id \(known.id) at \(Self.text(known.place))"))
            }
        } else {
            ids[Content(context: context, guid: guid)] = (id, place)
        }
        return found
    }

    private static func text(_ place: SubjectVersion) -> String { "\(place.subject)@\(place.version)" }
}
