internal import ProtobufSchema

/// Fields and oneofs of one message.
extension ProtobufComparison {
    mutating func compareMembers(_ originalID: ProtobufSchema.MessageID, _ updateID: ProtobufSchema.MessageID) {
        let hasOneofs =
            !(original.messages[originalID.index].oneofs.isEmpty && update.messages[updateID.index].oneofs.isEmpty)
        if hasOneofs { compareOneofs(originalID, updateID) }

        let originals = original.messages[originalID.index].shapes
        let updates = update.messages[updateID.index].shapes
        var (left, right) = (0, 0)
        while left < originals.count || right < updates.count {
            let originalNumber = left < originals.count ? originals[left].number : .max
            let updateNumber = right < updates.count ? updates[right].number : .max
            if originalNumber == updateNumber {
                if !areSame(originals[left], updates[right]) {
                    compareField(
                        FieldSite(original, originalID, originals[left]), FieldSite(update, updateID, updates[right]))
                }
            } else if originalNumber < updateNumber {
                remove(FieldSite(original, originalID, originals[left]), updateID)
            } else {
                insert(FieldSite(update, updateID, updates[right]), originalID)
            }
            if originalNumber <= updateNumber { left += 1 }
            if updateNumber <= originalNumber { right += 1 }
        }
    }

    /// Whether two fields of one number are alike for certain, as almost all are. What they hold is compared by itself, unless it
    /// comes from an import.
    private func areSame(_ originalShape: FieldShape, _ updateShape: FieldShape) -> Bool {
        guard originalShape.traits == updateShape.traits, originalShape.oneof < 0 || updateShape.oneof >= 0,
            originalShape.name == updateShape.name
        else { return false }
        guard originalShape.message >= 0, updateShape.message >= 0 else { return true }
        let (originalHeld, updateHeld) = (Int(originalShape.message), Int(updateShape.message))
        if originalShape.isMap {
            let (originals, updates) = (original.messages[originalHeld].shapes, update.messages[updateHeld].shapes)
            return originals.count == updates.count && originals.indices.allSatisfy { areSame(originals[$0], updates[$0]) }
        }
        return original.messages[originalHeld].file == original.mainFileIndex
            && update.messages[updateHeld].file == update.mainFileIndex
            && original.messages[originalHeld].fullName == update.messages[updateHeld].fullName
            && original.files[original.mainFileIndex].package == update.files[update.mainFileIndex].package
    }

    private mutating func remove(_ site: FieldSite, _ updateID: ProtobufSchema.MessageID) {
        let field = site.fields[site.place]
        if let name = oneofName(site, in: original) {
            // A oneof that went as a whole took nothing from those who still use its members: there are none.
            let message = original.messages[site.message.index]
            let isKept = update.messages[updateID.index].oneofs.contains { $0.name == name && !$0.isSynthetic }
            let members = message.oneofs.first { $0.name == name }?.fields ?? []
            let hasSurvivors = members.contains {
                update.messages[updateID.index].rank(ofNumber: message.fields[$0].number) != nil
            }
            guard isKept || hasSurvivors else { return }
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
                originalSite.hasWrittenLabel, updateSite.hasWrittenLabel
            else { return }
            let isText = originalFamily == .stringOrBytes
            addAtField(isText ? .fieldStringOrBytesLabelChanged : .fieldNumericLabelChanged, owner.0, owner.1)
        }
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
    let hasWrittenLabel: Bool

    init(_ schema: ProtobufSchema, _ message: ProtobufSchema.MessageID, _ shape: FieldShape) {
        self.message = message
        fields = schema.messages[message.index].fields
        place = Int(shape.place)
        hasWrittenLabel = shape.hasWrittenLabel
    }

    init?(_ schema: ProtobufSchema, _ message: ProtobufSchema.MessageID, number: Int32) {
        guard let rank = schema.messages[message.index].rank(ofNumber: number) else { return nil }
        self.init(schema, message, schema.messages[message.index].shapes[rank])
    }

    var part: ProtobufPart { .field(message, place) }
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
