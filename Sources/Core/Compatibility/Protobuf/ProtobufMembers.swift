internal import ProtobufSchema

/// Fields and oneofs of one message.
extension ProtobufComparison {
    mutating func compareMembers(_ originalID: ProtobufSchema.MessageID, _ updateID: ProtobufSchema.MessageID) {
        let originals = original.messages[originalID.index].fields
        let updates = update.messages[updateID.index].fields
        let originalOneofs = original.messages[originalID.index].oneofs
        let updateOneofs = update.messages[updateID.index].oneofs
        if !(originalOneofs.isEmpty && updateOneofs.isEmpty) { compareOneofs(originalID, updateID) }

        let (originalOrder, updateOrder) = (FieldOrder(originals), FieldOrder(updates))
        var (left, right) = (0, 0)
        while left < originals.count || right < updates.count {
            let originalPlace = left < originals.count ? originalOrder[left] : nil
            let updatePlace = right < updates.count ? updateOrder[right] : nil
            let originalNumber = originalPlace.map { originals[$0].number } ?? .max
            let updateNumber = updatePlace.map { updates[$0].number } ?? .max
            if originalNumber <= updateNumber { left += 1 }
            if updateNumber <= originalNumber { right += 1 }
            if originalNumber == updateNumber, let originalPlace, let updatePlace {
                compareField(FieldSite(originalID, originals, originalPlace), FieldSite(updateID, updates, updatePlace))
            } else if originalNumber < updateNumber, let originalPlace {
                remove(FieldSite(originalID, originals, originalPlace), updateID, survivors: updates)
            } else if let updatePlace {
                insert(FieldSite(updateID, updates, updatePlace), originalID)
            }
        }
    }

    private mutating func remove(
        _ site: FieldSite, _ updateID: ProtobufSchema.MessageID, survivors: [ProtobufField]
    ) {
        let field = site.fields[site.place]
        if let name = oneofName(site, in: original) {
            // A oneof that went as a whole took nothing from those who still use its members: there are none.
            let message = original.messages[site.message.index]
            let isKept = update.messages[updateID.index].oneofs.contains { $0.name == name && !$0.isSynthetic }
            let members = Set(message.oneofs.first { $0.name == name }?.fields.map { message.fields[$0].number } ?? [])
            guard isKept || survivors.contains(where: { members.contains($0.number) }) else { return }
            add(.oneofFieldRemoved, site.part, .message(updateID), at: "\(name)/\(field.number)")
        } else {
            add(
                field.cardinality == .required ? .requiredFieldRemoved : .fieldRemoved, site.part, .message(updateID),
                at: "\(field.number)")
        }
    }

    private mutating func insert(_ site: FieldSite, _ originalID: ProtobufSchema.MessageID) {
        let field = site.fields[site.place]
        if let name = oneofName(site, in: update) {
            add(.oneofFieldAdded, .message(originalID), site.part, at: "\(name)/\(field.number)")
        } else {
            add(
                field.cardinality == .required ? .requiredFieldAdded : .fieldAdded, .message(originalID), site.part,
                at: "\(field.number)")
        }
    }

    /// The oneof that was written around a field.
    private func oneofName(_ site: FieldSite, in schema: ProtobufSchema) -> String? {
        guard let index = site.fields[site.place].oneof else { return nil }
        let oneof = schema.messages[site.message.index].oneofs[index]
        return oneof.isSynthetic ? nil : oneof.name
    }

    private mutating func compareField(_ originalSite: FieldSite, _ updateSite: FieldSite) {
        let (originals, left, updates, right) = (originalSite.fields, originalSite.place, updateSite.fields, updateSite.place)
        if originals[left].oneof != nil, oneofName(originalSite, in: original) != nil, oneofName(updateSite, in: update) == nil {
            add(.oneofFieldMovedToTopLevel, originalSite.part, updateSite.part, at: "\(updates[right].number)")
        }
        if originals[left].name != updates[right].name { addAtField(.fieldNameChanged, originalSite, updateSite) }
        compareTypes(originalSite, updateSite, of: (originalSite, updateSite), isLabelled: true)
    }

    private mutating func addAtField(_ change: ProtobufChange, _ originalSite: FieldSite, _ updateSite: FieldSite) {
        let number = "\(updateSite.fields[updateSite.place].number)"
        let suffix = oneofName(updateSite, in: update).map { "\($0)/\(number)" } ?? number
        add(change, originalSite.part, updateSite.part, at: suffix)
    }

    /// - Parameter owner: the fields concerned: the two themselves, or the maps whose keys or values they are.
    private mutating func compareTypes(
        _ originalSite: FieldSite, _ updateSite: FieldSite, of owner: (FieldSite, FieldSite), isLabelled: Bool
    ) {
        let (originals, left, updates, right) = (originalSite.fields, originalSite.place, updateSite.fields, updateSite.place)
        let originalFamily = ProtobufTypeFamily(originals[left].kind, isMap: originals[left].isMap)
        let updateFamily = ProtobufTypeFamily(updates[right].kind, isMap: updates[right].isMap)
        switch (originalFamily, updateFamily) {
        case (.message, .message) where originals[left].isDelimited == updates[right].isDelimited:
            guard case .message(let originalID) = originals[left].kind, case .message(let updateID) = updates[right].kind else {
                return
            }
            compareNamedTypes(originalID, updateID, owner)
        case (.map, .map):
            guard case .message(let originalID) = originals[left].kind, case .message(let updateID) = updates[right].kind else {
                return
            }
            for number in Int32(1)...2 {
                guard let originalPart = FieldSite(original, originalID, number: number),
                    let updatePart = FieldSite(update, updateID, number: number)
                else { continue }
                compareTypes(originalPart, updatePart, of: owner, isLabelled: false)
            }
        case (.message, _), (_, .message), (.map, _), (_, .map):
            addAtField(.fieldKindChanged, owner.0, owner.1)
        case _ where originalFamily != updateFamily:
            addAtField(.fieldScalarKindChanged, owner.0, owner.1)
        default:
            // Without both labels written out, registries see no change of label.
            guard isLabelled, originals[left].cardinality != updates[right].cardinality,
                hasWrittenLabel(originalSite, in: original), hasWrittenLabel(updateSite, in: update)
            else { return }
            let isText = originalFamily == .stringOrBytes
            addAtField(isText ? .fieldStringOrBytesLabelChanged : .fieldNumericLabelChanged, owner.0, owner.1)
        }
    }

    private func hasWrittenLabel(_ site: FieldSite, in schema: ProtobufSchema) -> Bool {
        guard site.fields[site.place].cardinality == .singular else { return true }
        if site.fields[site.place].descriptor.isProto3Optional { return true }
        let file = schema.messages[site.message.index].file
        return schema.files[file].syntax == nil && schema.files[file].edition == nil && site.fields[site.place].oneof == nil
    }

    private mutating func compareNamedTypes(
        _ originalID: ProtobufSchema.MessageID, _ updateID: ProtobufSchema.MessageID, _ owner: (FieldSite, FieldSite)
    ) {
        guard hasSameLocalName(originalID, updateID) else {
            addAtField(.fieldNamedTypeChanged, owner.0, owner.1)
            return
        }
        let isLocal =
            original.messages[originalID.index].file == original.mainFileIndex
            && update.messages[updateID.index].file == update.mainFileIndex
        if !isLocal, compareImported(originalID, updateID) { addAtField(.fieldNamedTypeChanged, owner.0, owner.1) }
    }

    private func hasSameLocalName(_ originalID: ProtobufSchema.MessageID, _ updateID: ProtobufSchema.MessageID) -> Bool {
        let originalPackage = original.files[original.messages[originalID.index].file].package
        let updatePackage = update.files[update.messages[updateID.index].file].package
        if originalPackage == updatePackage {
            return original.messages[originalID.index].fullName == update.messages[updateID.index].fullName
        }
        return original.localName(originalID) == update.localName(updateID)
    }
}

/// A field by its place in its message.
struct FieldSite {
    let message: ProtobufSchema.MessageID
    let fields: [ProtobufField]
    let place: Int

    init(_ message: ProtobufSchema.MessageID, _ fields: [ProtobufField], _ place: Int) {
        self.message = message
        self.fields = fields
        self.place = place
    }

    init?(_ schema: ProtobufSchema, _ message: ProtobufSchema.MessageID, number: Int32) {
        let fields = schema.messages[message.index].fields
        guard let place = fields.firstIndex(where: { $0.number == number }) else { return nil }
        self.init(message, fields, place)
    }

    var part: ProtobufPart { .field(message, place) }
}

/// Places of fields by ascending number; most messages are written that way.
struct FieldOrder {
    private var places: [Int]?

    init(_ fields: [ProtobufField]) {
        var isAscending = true
        for place in fields.indices.dropFirst() where fields[place - 1].number > fields[place].number { isAscending = false }
        if !isAscending { places = fields.indices.sorted { fields[$0].number < fields[$1].number } }
    }

    subscript(_ rank: Int) -> Int { places.map { $0[rank] } ?? rank }
}

/// Types whose values registries take for readable as each other.
enum ProtobufTypeFamily: Equatable {
    case plainVarint, zigZagVarint, stringOrBytes, fixed32, fixed64, float, double, message, map

    init(_ kind: ProtobufField.Kind, isMap: Bool) {
        self =
            switch kind {
            case .int32, .int64, .uint32, .uint64, .bool, .enumeration: .plainVarint
            case .sint32, .sint64: .zigZagVarint
            case .string, .bytes: .stringOrBytes
            case .fixed32, .sfixed32: .fixed32
            case .fixed64, .sfixed64: .fixed64
            case .float: .float
            case .double: .double
            case .message: isMap ? .map : .message
            }
    }
}
