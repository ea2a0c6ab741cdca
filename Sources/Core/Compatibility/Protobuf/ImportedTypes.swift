internal import ProtobufSchema

/// A pair of messages, of which one at least comes from an imported file.
struct MessagePair: Hashable {
    var original: ProtobufSchema.MessageID
    var update: ProtobufSchema.MessageID
}

/// What is known of pairs that were met, and how much more may be listed.
struct ImportedPairs {
    enum Verdict { case same, compatible, incompatible }

    var verdicts: [MessagePair: Verdict] = [:]
    /// Set while a pair is looked at alone: pairs are then noted rather than entered.
    var noted: Set<MessagePair>?
    /// Registries list what differs in an imported type at every field that leads to it, which multiplies with each level of
    /// imports. Past these bounds a pair is judged, and no longer listed.
    var listingsLeft = 5000
    static let maxDepth = 100
}

extension ProtobufComparison {
    /// Lists what differs in two types that are not both of the main file, by their own paths.
    ///
    /// - Returns: whether they are incompatible.
    mutating func compareImported(_ originalID: ProtobufSchema.MessageID, _ updateID: ProtobufSchema.MessageID) -> Bool {
        let pair = MessagePair(original: originalID, update: updateID)
        if imports.noted != nil {
            imports.noted?.insert(pair)
            return false
        }
        let verdict = judge(pair)
        guard verdict != .same else { return false }
        guard imports.listingsLeft > 0, open.count < ImportedPairs.maxDepth else { return verdict == .incompatible }
        imports.listingsLeft -= 1
        let outer = scope
        scope = original.localName(originalID).split(separator: ".").map(String.init)
        let before = differences.count
        compareMessage(originalID, updateID)
        scope = outer
        return differences[before...].contains { !$0.change.isCompatible }
    }

    /// Whether anything differs in the two or in what their fields lead to, without listing it.
    ///
    /// Looks at every pair within reach once, then runs what was found back along the fields.
    private mutating func judge(_ pair: MessagePair) -> ImportedPairs.Verdict {
        if let verdict = imports.verdicts[pair] { return verdict }
        var pairs = [pair]
        var places = [pair: 0]
        var users: [[Int]] = [[]]
        var verdicts: [ImportedPairs.Verdict] = []
        while verdicts.count < pairs.count {
            let place = verdicts.count
            var alone = ProtobufComparison(original: original, update: update, isVerdictOnly: isVerdictOnly)
            alone.imports.noted = []
            alone.compareMessage(pairs[place].original, pairs[place].update)
            verdicts.append(
                alone.differences.contains { !$0.change.isCompatible }
                    ? .incompatible : alone.differences.isEmpty ? .same : .compatible)
            for found in alone.imports.noted ?? [] {
                let part = places[found] ?? pairs.count
                if part == pairs.count {
                    places[found] = part
                    pairs.append(found)
                    users.append([])
                }
                users[part].append(place)
            }
        }
        for verdict in [ImportedPairs.Verdict.incompatible, .compatible] {
            var spreading = verdicts.indices.filter { verdicts[$0] == verdict }
            while let place = spreading.popLast() {
                for user in users[place]
                where verdicts[user] == .same || (verdict == .incompatible && verdicts[user] == .compatible) {
                    verdicts[user] = verdict
                    spreading.append(user)
                }
            }
        }
        for (place, pair) in pairs.enumerated() { imports.verdicts[pair] = verdicts[place] }
        return verdicts[0]
    }
}
