internal import ProtobufSchema

extension ProtobufComparison {
    mutating func compareOneofs(_ originalID: ProtobufSchema.MessageID, _ updateID: ProtobufSchema.MessageID) {
        let originalMessage = original.messages[originalID.index]
        let updateMessage = update.messages[updateID.index]
        let origins = Dictionary(originalMessage.fields.map { ($0.number, origin(of: $0, in: originalMessage)) }) { $1 }
        for (place, oneof) in updateMessage.oneofs.enumerated() where !oneof.isSynthetic {
            // Members that were apart, so that data may hold several of them; new ones are in no data.
            let groups = Set(oneof.fields.compactMap { origins[updateMessage.fields[$0].number] })
            guard groups.count > 1 else { continue }
            let formerlyAlone = groups.count { if case .field = $0 { true } else { false } }
            add(
                formerlyAlone > 1 ? .multipleFieldsMovedToOneof : .fieldMovedToExistingOneof, .message(originalID),
                .oneof(updateID, place), at: oneof.name)
        }

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

    /// What values of a field excluded each other with: the members of a oneof, or the field alone.
    private enum Origin: Hashable {
        case oneof(Int)
        case field(Int32)
    }

    private func origin(of field: ProtobufField, in message: ProtobufMessage) -> Origin {
        guard let oneof = field.oneof, !message.oneofs[oneof].isSynthetic else { return .field(field.number) }
        return .oneof(oneof)
    }

    private func places(_ oneofs: [ProtobufOneof]) -> [String: Int] {
        Dictionary(oneofs.indices.lazy.filter { !oneofs[$0].isSynthetic }.map { (oneofs[$0].name, $0) }) { $1 }
    }
}
