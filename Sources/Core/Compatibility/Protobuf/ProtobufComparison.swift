internal import ProtobufSchema

/// Compares what data was written with (the original) with what it is read with (the update), as Confluent's registry does:
/// the types of the main file by name and level, fields by number, imported types where a field leads to them.
///
/// What registries cannot see is left out here too: groups and map entries as messages, synthetic oneofs, services, options,
/// extensions, reserved ranges, defaults.
struct ProtobufComparison {
    let original: ProtobufSchema
    let update: ProtobufSchema
    /// Whether what registries let pass is left out: then most pairs have nothing to say, and no text is made for them.
    let isVerdictOnly: Bool
    var differences: [ProtobufDifference] = []
    /// Names from the package down to the message at hand.
    var scope: [String] = []
    /// The original's messages that are being compared.
    var open: [ProtobufSchema.MessageID] = []
    var imports = ImportedPairs()

    init(original: ProtobufSchema, update: ProtobufSchema, isVerdictOnly: Bool = false) {
        self.original = original
        self.update = update
        self.isVerdictOnly = isVerdictOnly
    }

    mutating func run() -> [ProtobufDifference] {
        let (originalFile, updateFile) = (original.mainFileIndex, update.mainFileIndex)
        if original.files[originalFile].package != update.files[updateFile].package {
            add(.packageChanged, .file(originalFile), .file(updateFile))
        }
        compareTypes(TypeList(original, file: originalFile), TypeList(update, file: updateFile))
        return differences
    }

    mutating func add(_ change: ProtobufChange, _ original: ProtobufPart, _ update: ProtobufPart, at suffix: String? = nil) {
        guard !isVerdictOnly || !change.isCompatible else { return }
        let path = "#/" + (scope + (suffix.map { [$0] } ?? [])).joined(separator: "/")
        differences.append(ProtobufDifference(change: change, path: path, original: original, update: update))
    }

    mutating func compareTypes(_ originals: TypeList, _ updates: TypeList) {
        compareMessages(originals, updates)
        guard !(originals.enums.isEmpty && updates.enums.isEmpty) else { return }
        let matches = NameMatches(
            originals.enums.count, updates.enums.count, original: { original.enums[originals.enums[$0].index].name },
            update: { update.enums[updates.enums[$0].index].name })
        walk(matches) { comparison, name, originalPlace, updatePlace in
            let (originalEnum, updateEnum) = (originalPlace.map { originals.enums[$0] }, updatePlace.map { updates.enums[$0] })
            comparison.scope.append(name)
            switch (originalEnum, updateEnum) {
            case (let originalEnum?, let updateEnum?): comparison.compareEnums(originalEnum, updateEnum)
            case (let originalEnum?, nil): comparison.add(.enumRemoved, .enumeration(originalEnum), updates.parent)
            case (nil, let updateEnum?): comparison.add(.enumAdded, originals.parent, .enumeration(updateEnum))
            case (nil, nil): break
            }
            comparison.scope.removeLast()
        }
    }

    private mutating func compareMessages(_ originals: TypeList, _ updates: TypeList) {
        let matches = NameMatches(
            originals.messages.count, updates.messages.count, original: { original.messages[originals.messages[$0].index].name },
            update: { update.messages[updates.messages[$0].index].name })
        walk(matches) { comparison, name, originalPlace, updatePlace in
            comparison.scope.append(name)
            switch (originalPlace, updatePlace) {
            case (let originalPlace?, let updatePlace?):
                let (originalID, updateID) = (originals.messages[originalPlace], updates.messages[updatePlace])
                comparison.compareMessage(originalID, updateID)
                // A group counts for nobody but the field that it belongs to.
                if !originals.isHidden(originalPlace, in: comparison.original),
                    originals.index(originalPlace, in: comparison.original) != updates.index(updatePlace, in: comparison.update)
                {
                    comparison.add(.messageMoved, .message(originalID), .message(updateID))
                }
            case (let place?, nil) where !originals.isHidden(place, in: comparison.original):
                comparison.add(.messageRemoved, .message(originals.messages[place]), updates.parent)
            case (nil, let place?) where !updates.isHidden(place, in: comparison.update):
                comparison.add(.messageAdded, originals.parent, .message(updates.messages[place]))
            default: break
            }
            comparison.scope.removeLast()
        }
    }

    mutating func compareMessage(_ originalID: ProtobufSchema.MessageID, _ updateID: ProtobufSchema.MessageID) {
        let isOpen = open.contains(originalID)
        open.append(originalID)
        if !isOpen { compareMembers(originalID, updateID) }
        let (originalTypes, updateTypes) = (TypeList(original, originalID), TypeList(update, updateID))
        if !(originalTypes.isEmpty && updateTypes.isEmpty) { compareTypes(originalTypes, updateTypes) }
        open.removeLast()
    }

    private mutating func compareEnums(_ originalID: ProtobufSchema.EnumID, _ updateID: ProtobufSchema.EnumID) {
        let originalValues = original.enums[originalID.index].descriptor.values
        let updateValues = update.enums[updateID.index].descriptor.values
        if originalValues.count == updateValues.count,
            zip(originalValues.indices, updateValues.indices).allSatisfy({
                originalValues[$0].number == updateValues[$1].number && originalValues[$0].name == updateValues[$1].name
            })
        {
            return
        }
        // The last name of a number counts, as registries have it.
        let originalPlaces = Dictionary(originalValues.indices.map { (originalValues[$0].number, $0) }) { $1 }
        let updatePlaces = Dictionary(updateValues.indices.map { (updateValues[$0].number, $0) }) { $1 }
        let added = updatePlaces.keys.filter { originalPlaces[$0] == nil }.sorted()
        let numbers = originalPlaces.keys.sorted() + added
        for place in RegistryOrder.sorted(numbers, originalCount: originalPlaces.count) {
            let number = numbers[place]
            switch (originalPlaces[number], updatePlaces[number]) {
            case (let originalPlace?, let updatePlace?):
                guard originalValues[originalPlace].name != updateValues[updatePlace].name else { continue }
                add(.enumValueChanged, .value(originalID, originalPlace), .value(updateID, updatePlace), at: "\(number)")
            case (let originalPlace?, nil):
                add(.enumValueRemoved, .value(originalID, originalPlace), .enumeration(updateID), at: "\(number)")
            case (nil, let updatePlace?):
                add(.enumValueAdded, .enumeration(originalID), .value(updateID, updatePlace), at: "\(number)")
            default: break
            }
        }
    }

    /// Visits pairs in the order written; what it finds is then brought into the registry's order.
    private mutating func walk(_ matches: NameMatches, _ visit: (inout ProtobufComparison, String, Int?, Int?) -> Void) {
        let start = differences.count
        var ends: [(name: String, end: Int)] = []
        for match in matches.pairs {
            let before = differences.count
            visit(&self, match.name, match.original, match.update)
            if differences.count > before || !ends.isEmpty { ends.append((match.name, differences.count)) }
        }
        guard ends.count > 1 else { return }
        // Names without differences take part in sizing the set alone.
        let hashes = matches.pairs.map { RegistryOrder.hash($0.name) }
        let order = RegistryOrder.sorted(hashes, originalCount: matches.originalCount)
        let skipped = hashes.count - ends.count
        let found = Array(differences[start...])
        differences.removeLast(found.count)
        for place in order where place >= skipped {
            let from = place == skipped ? start : ends[place - skipped - 1].end
            differences += found[(from - start)..<(ends[place - skipped].end - start)]
        }
    }
}

/// Declarations of two lists by their names: those of the original in their order, then those of the update alone.
struct NameMatches {
    var pairs: [(name: String, original: Int?, update: Int?)] = []
    let originalCount: Int

    init(_ originalCount: Int, _ updateCount: Int, original: (Int) -> String, update: (Int) -> String) {
        self.originalCount = originalCount
        pairs.reserveCapacity(max(originalCount, updateCount))
        // Most lists are the same up to what was appended.
        var same = 0
        while same < originalCount, same < updateCount, original(same) == update(same) {
            pairs.append((original(same), same, same))
            same += 1
        }
        guard same < originalCount || same < updateCount else { return }
        var rest: [String: Int] = [:]
        for place in same..<updateCount { rest[update(place)] = place }
        for place in same..<originalCount {
            let name = original(place)
            pairs.append((name, place, rest.removeValue(forKey: name)))
        }
        for place in same..<updateCount where rest[update(place)] == place { pairs.append((update(place), nil, place)) }
    }
}
