internal import ProtobufSchema

extension PolicyComparison {
    mutating func compareMessages(_ newID: ProtobufSchema.MessageID, _ oldID: ProtobufSchema.MessageID) {
        let (newMessage, oldMessage) = (new[newID], old[oldID])
        let parts = (ProtobufPart.message(newID), ProtobufPart.message(oldID))
        let name = old.localName(oldID)
        let newPlaces = Dictionary(newMessage.fields.indices.map { (newMessage.fields[$0].number, $0) }) { $1 }
        for (oldPlace, oldField) in oldMessage.fields.enumerated() {
            if let newPlace = newPlaces[oldField.number] {
                let fields = (newMessage.fields[newPlace], oldField)
                let isEntry = newMessage.isMapEntry && oldMessage.isMapEntry
                compareFields(fields, (.field(newID, newPlace), .field(oldID, oldPlace)), isMapEntry: isEntry)
                compareOneofs(fields, (newMessage, oldMessage), (.field(newID, newPlace), .field(oldID, oldPlace)))
            } else {
                reportDeleted(oldField, .field(oldID, oldPlace), from: newMessage, .message(newID))
            }
        }
        for (index, oneof) in oldMessage.oneofs.enumerated()
        where !oneof.isSynthetic && !newMessage.oneofs.contains(where: { $0.name == oneof.name }) {
            report(
                ProtobufPolicyRules.oneofNoDelete, parts.0, .oneof(oldID, index), .name,
                "oneof \(quoted(oneof.name)) of message \(name) is gone")
        }
        compareRequired(newID, oldID)
        compareRanges(newMessage.descriptor, oldMessage.descriptor, parts, name)
        if newMessage.features.jsonFormat != .allow, oldMessage.features.jsonFormat == .allow {
            report(
                ProtobufPolicyRules.messageSameJSONFormat, parts.0, parts.1, .name,
                "message \(name) no longer promises to be written as JSON")
        }
        let accessor: Int32 = 2
        if OptionValues(newMessage.descriptor.options).integer(accessor) ?? 0 != 0,
            OptionValues(oldMessage.descriptor.options).integer(accessor) ?? 0 == 0
        {
            report(
                ProtobufPolicyRules.messageNoRemoveStandardDescriptorAccessor, parts.0, parts.1, .name,
                "message \(name) now sets no_standard_descriptor_accessor")
        }
    }

    private mutating func reportDeleted(
        _ field: ProtobufField, _ part: ProtobufPart, from message: ProtobufMessage, _ messagePart: ProtobufPart
    ) {
        let what = "field \(quoted(field.name)) (\(field.number)) of message \(message.name)"
        report(ProtobufPolicyRules.fieldNoDelete, messagePart, part, .name, "\(what) is gone")
        if !message.descriptor.reservedRanges.contains(where: { $0.start <= field.number && field.number < $0.end }) {
            report(
                ProtobufPolicyRules.fieldNoDeleteUnlessNumberReserved, messagePart, part, .name,
                "\(what) is gone, and its number is not reserved")
        }
        if !message.descriptor.reservedNames.contains(field.name) {
            report(
                ProtobufPolicyRules.fieldNoDeleteUnlessNameReserved, messagePart, part, .name,
                "\(what) is gone, and its name is not reserved")
        }
    }

    private mutating func compareRequired(_ newID: ProtobufSchema.MessageID, _ oldID: ProtobufSchema.MessageID) {
        func required(_ message: ProtobufMessage) -> [Int32: Int] {
            let places = message.fields.indices.filter { message.fields[$0].cardinality == .required }
            return Dictionary(places.map { (message.fields[$0].number, $0) }) { $1 }
        }
        let (newRequired, oldRequired) = (required(new[newID]), required(old[oldID]))
        for (number, place) in oldRequired.sorted(by: { $0.key < $1.key }) where newRequired[number] == nil {
            report(
                ProtobufPolicyRules.messageSameRequiredFields, .message(newID), .field(oldID, place), .name,
                "message \(old.localName(oldID)) no longer requires field \(quoted(old[oldID].fields[place].name)) (\(number))")
        }
        for (number, place) in newRequired.sorted(by: { $0.key < $1.key }) where oldRequired[number] == nil {
            report(
                ProtobufPolicyRules.messageSameRequiredFields, .field(newID, place), .message(oldID), .name,
                "message \(old.localName(oldID)) now requires field \(quoted(new[newID].fields[place].name)) (\(number))")
        }
    }

    private mutating func compareRanges(
        _ newMessage: MessageDescriptor, _ oldMessage: MessageDescriptor, _ parts: (ProtobufPart, ProtobufPart), _ name: String
    ) {
        let reserved = NumberRanges(newMessage.reservedRanges.map { Int64($0.start)..<Int64($0.end) })
        for range in oldMessage.reservedRanges where !reserved.cover(Int64(range.start)..<Int64(range.end)) {
            report(
                ProtobufPolicyRules.reservedMessageNoDelete, parts.0, parts.1, .name,
                "message \(name) no longer reserves all of \(NumberRanges.text(Int64(range.start)..<Int64(range.end)))",
                detail: reserved.missingText(in: Int64(range.start)..<Int64(range.end)))
        }
        for word in oldMessage.reservedNames where !newMessage.reservedNames.contains(word) {
            report(
                ProtobufPolicyRules.reservedMessageNoDelete, parts.0, parts.1, .name,
                "message \(name) no longer reserves the name \(quoted(word))",
                detail: new.mainFile.edition == nil ? quoted(word) : word)
        }
        let open = NumberRanges(newMessage.extensionRanges.map { Int64($0.start)..<Int64($0.end) })
        for range in oldMessage.extensionRanges where !open.cover(Int64(range.start)..<Int64(range.end)) {
            report(
                ProtobufPolicyRules.extensionMessageNoDelete, parts.0, parts.1, .name,
                "message \(name) no longer leaves all of \(NumberRanges.text(Int64(range.start)..<Int64(range.end))) "
                    + "to extensions",
                detail: open.missingText(in: Int64(range.start)..<Int64(range.end)))
        }
    }

    mutating func compareEnums(_ newID: ProtobufSchema.EnumID, _ oldID: ProtobufSchema.EnumID) {
        let (newEnum, oldEnum) = (new[newID], old[oldID])
        let parts = (ProtobufPart.enumeration(newID), ProtobufPart.enumeration(oldID))
        let name = old.localName(oldID)
        if newEnum.isClosed != oldEnum.isClosed {
            report(
                ProtobufPolicyRules.enumSameType, parts.0, parts.1, .name,
                "enum \(name) changed from \(oldEnum.isClosed ? "closed to open" : "open to closed")")
        }
        if newEnum.features.jsonFormat != .allow, oldEnum.features.jsonFormat == .allow {
            report(
                ProtobufPolicyRules.enumSameJSONFormat, parts.0, parts.1, .name,
                "enum \(name) no longer promises to be written as JSON")
        }
        let newValues = newEnum.descriptor.values
        let newNames = Dictionary(grouping: newValues.indices) { newValues[$0].number }
        let oldNames = Dictionary(grouping: oldEnum.descriptor.values.indices) { oldEnum.descriptor.values[$0].number }
        let reserved = NumberRanges(newEnum.descriptor.reservedRanges.map { Int64($0.start)..<Int64($0.end) + 1 })
        for (number, places) in oldNames.sorted(by: { $0.key < $1.key }) {
            let names = places.map { oldEnum.descriptor.values[$0].name }
            let part = ProtobufPart.value(oldID, places[0])
            if let newPlaces = newNames[number] {
                guard !Set(newPlaces.map { newValues[$0].name }).isSuperset(of: names) else { continue }
                report(
                    ProtobufPolicyRules.enumValueSameName, .value(newID, newPlaces[0]), part,
                    "value \(number) of enum \(name) changed from \(names.joined(separator: ", ")) "
                        + "to \(newPlaces.map { newValues[$0].name }.joined(separator: ", "))")
                continue
            }
            let what = "value \(names.joined(separator: ", ")) (\(number)) of enum \(name)"
            report(ProtobufPolicyRules.enumValueNoDelete, parts.0, part, "\(what) is gone")
            if !reserved.cover(Int64(number)..<Int64(number) + 1) {
                report(
                    ProtobufPolicyRules.enumValueNoDeleteUnlessNumberReserved, parts.0, part,
                    "\(what) is gone, and its number is not reserved")
            }
            if !Set(newEnum.descriptor.reservedNames).isSuperset(of: names) {
                report(
                    ProtobufPolicyRules.enumValueNoDeleteUnlessNameReserved, parts.0, part,
                    "\(what) is gone, and its name is not reserved")
            }
        }
        for range in oldEnum.descriptor.reservedRanges where !reserved.cover(Int64(range.start)..<Int64(range.end) + 1) {
            report(
                ProtobufPolicyRules.reservedEnumNoDelete, parts.0, parts.1, .name,
                "enum \(name) no longer reserves all of \(NumberRanges.text(Int64(range.start)..<Int64(range.end) + 1))",
                detail: reserved.missingText(in: Int64(range.start)..<Int64(range.end) + 1))
        }
        for word in oldEnum.descriptor.reservedNames where !newEnum.descriptor.reservedNames.contains(word) {
            report(
                ProtobufPolicyRules.reservedEnumNoDelete, parts.0, parts.1, .name,
                "enum \(name) no longer reserves the name \(quoted(word))",
                detail: new.mainFile.edition == nil ? quoted(word) : word)
        }
    }
}

/// Ranges of numbers, joined where they touch.
struct NumberRanges {
    private var joined: [Range<Int64>] = []

    init(_ ranges: [Range<Int64>]) {
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, range.lowerBound <= last.upperBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
    }

    func cover(_ range: Range<Int64>) -> Bool {
        joined.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }
    }

    /// What of a range is not covered, as it is written behind `reserved`.
    func missingText(in range: Range<Int64>) -> String {
        var missing: [Range<Int64>] = []
        var start = range.lowerBound
        for covered in joined where covered.upperBound > start && covered.lowerBound < range.upperBound {
            if covered.lowerBound > start { missing.append(start..<covered.lowerBound) }
            start = covered.upperBound
        }
        if start < range.upperBound { missing.append(start..<range.upperBound) }
        return missing.map(Self.text).joined(separator: ", ")
    }

    /// `5`, `1 to 3`
    static func text(_ range: Range<Int64>) -> String {
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound - 1)"
    }
}
