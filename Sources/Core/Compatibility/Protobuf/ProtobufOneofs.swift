internal import ProtobufSchema

extension ProtobufComparison {
    mutating func compareOneofs(_ originalID: ProtobufSchema.MessageID, _ updateID: ProtobufSchema.MessageID) {
        let originalMessage = original.messages[originalID.index]
        let updateMessage = update.messages[updateID.index]
        for (place, oneof) in updateMessage.oneofs.enumerated() where !oneof.isSynthetic {
            // Members that were apart, so that data may hold several of them; new ones are in no data.
            var formerlyAlone = 0
            var home: Int?
            var otherHomes: Set<Int> = []
            for place in oneof.fields {
                guard let rank = originalMessage.rank(ofNumber: updateMessage.fields[place].number) else { continue }
                let oneof = Int(originalMessage.shapes[rank].oneof)
                guard oneof >= 0 else {
                    formerlyAlone += 1
                    continue
                }
                if home == nil { home = oneof } else if home != oneof { otherHomes.insert(oneof) }
            }
            guard formerlyAlone + (home == nil ? 0 : 1) + otherHomes.count > 1 else { continue }
            add(
                formerlyAlone > 1 ? .multipleFieldsMovedToOneof : .fieldMovedToExistingOneof, .message(originalID),
                .oneof(updateID, place), at: oneof.name)
        }

        guard !haveSameNames(originalMessage.oneofs, updateMessage.oneofs) else { return }
        let originalPlaces = places(originalMessage.oneofs)
        let updatePlaces = places(updateMessage.oneofs)
        for name in Set(originalPlaces.keys).union(updatePlaces.keys).sorted(by: { $0.utf16.lexicographicallyPrecedes($1.utf16) })
        {
            switch (originalPlaces[name], updatePlaces[name]) {
            case (let place?, nil): add(.oneofRemoved, .oneof(originalID, place), .message(updateID), at: name)
            case (nil, let place?): add(.oneofAdded, .message(originalID), .oneof(updateID, place), at: name)
            default: break
            }
        }
    }

    /// As almost always: then nothing was added or removed.
    private func haveSameNames(_ originals: [ProtobufOneof], _ updates: [ProtobufOneof]) -> Bool {
        originals.count == updates.count
            && originals.indices.allSatisfy {
                originals[$0].isSynthetic == updates[$0].isSynthetic
                    && (originals[$0].isSynthetic || originals[$0].name == updates[$0].name)
            }
    }

    private func places(_ oneofs: [ProtobufOneof]) -> [String: Int] {
        Dictionary(oneofs.indices.lazy.filter { !oneofs[$0].isSynthetic }.map { (oneofs[$0].name, $0) }) { $1 }
    }
}
