internal import JSONText
internal import ProtobufSchema

/// Changes of the new text that may take a finding away; whether they do is tried elsewhere.
struct ProtobufFixes {
    let new: ProtobufSchema
    let old: ProtobufSchema
    let newText: ProtoTextEditing
    let oldText: ProtoTextEditing

    init(new: ProtobufSchema, old: ProtobufSchema, newText: String, oldText: String) {
        self.new = new
        self.old = old
        self.newText = ProtoTextEditing(newText)
        self.oldText = ProtoTextEditing(oldText)
    }

    func proposals(for difference: ProtobufDifference, _ direction: CompatibilityDirection) -> [FixProposal] {
        let isBackward = direction == .backward
        let (newPart, oldPart) = isBackward ? (difference.update, difference.original) : (difference.original, difference.update)
        let proposals: [FixProposal?] =
            switch difference.change {
            case .packageChanged: [oldPackage()]
            case .messageRemoved: isBackward ? [restored(oldPart, in: newPart)] : [leftOut(newPart)]
            case .fieldKindChanged, .fieldScalarKindChanged, .fieldNamedTypeChanged:
                [oldType(newPart, oldPart), asBefore(newPart, oldPart)]
            case .fieldNumericLabelChanged: [oldLabel(newPart, oldPart)]
            case .requiredFieldAdded, .requiredFieldRemoved:
                isBackward == (difference.change == .requiredFieldAdded)
                    ? [madeOptional(newPart), leftOut(newPart)] : [restored(oldPart, in: newPart)]
            case .oneofFieldRemoved:
                isBackward ? [restoredMember(oldPart, in: newPart)] : [movedOut(newPart), leftOut(newPart)]
            case .multipleFieldsMovedToOneof, .fieldMovedToExistingOneof:
                isBackward ? [onlyFirstOrigin(newPart, oldPart)] : [movedBack(into: oldPart, in: newPart)]
            default: []
            }
        return proposals.compactMap { $0 }
    }

    // MARK: Files and whole declarations

    func oldPackage() -> FixProposal? {
        switch (new.mainFile.packagePlace, old.mainFile.package) {
        case (let place?, let package?):
            return FixProposal("give back the package \(package)", [newText.replacement(of: place, with: package)])
        case (let place?, nil):
            return newText.statement(around: place, keyword: "package").map {
                FixProposal("take out the package", [newText.removal(of: $0)])
            }
        case (nil, let package?):
            let place = new.mainFile.syntaxPlace.flatMap { newText.statement(around: $0, keyword: "syntax") }
            let offset = place?.end.byteOffset ?? 0
            return FixProposal(
                "give back the package \(package)",
                [newText.insertion(of: offset == 0 ? "package \(package);\n" : "\npackage \(package);", at: offset)])
        case (nil, nil): return nil
        }
    }

    /// The old declaration, put back where its parent is in the new text.
    func restored(_ oldPart: ProtobufPart, in newPart: ProtobufPart) -> FixProposal? {
        guard let declaration = oldText.fragment(oldPart.range(.whole, in: old)) else { return nil }
        let title = "restore \(oldPart.pointer(in: old))"
        switch newPart {
        case .file: return FixProposal(title, [newText.insertionAtEnd(of: declaration)])
        default:
            guard let block = newPart.range(.whole, in: new), let edit = newText.insertion(of: declaration, atEndOf: block) else {
                return nil
            }
            return FixProposal(title, reservations(of: oldPart, in: newPart).map { newText.removal(of: $0) } + [edit])
        }
    }

    /// Statements that reserve what is restored and nothing else.
    private func reservations(of oldPart: ProtobufPart, in newPart: ProtobufPart) -> [TextRange] {
        switch (oldPart, newPart) {
        case (.field(let id, let place), .message(let message)), (.field(let id, let place), .oneof(let message, _)):
            new.reservations(of: old[id].fields[place].number, old[id].fields[place].name, in: message)
        case (.value(let id, let place), .enumeration(let enumeration)):
            new.reservations(of: old[id].descriptor.values[place].number, old[id].descriptor.values[place].name, in: enumeration)
        default: []
        }
    }

    /// Takes out a declaration, and of a message the fields that have it as their type.
    func leftOut(_ newPart: ProtobufPart) -> FixProposal? {
        guard let place = newPart.range(.whole, in: new) else { return nil }
        var places = [place]
        if case .message(let id) = newPart {
            for (index, message) in new.messages.enumerated() where message.file == new.mainFileIndex && !message.isMapEntry {
                guard ProtobufSchema.MessageID(index) != id else { continue }
                places += message.fields.filter { uses($0, id) }.compactMap(\.descriptor.place)
            }
        }
        return FixProposal(
            "leave \(newPart.pointer(in: new)) out until readers know it", places.map { newText.removal(of: $0) })
    }

    private func uses(_ field: ProtobufField, _ id: ProtobufSchema.MessageID) -> Bool {
        guard case .message(let type) = field.kind else { return false }
        return type == id || (field.isMap && new[type].fields.contains { uses($0, id) })
    }

    /// The whole declaration as it was.
    func asBefore(_ newPart: ProtobufPart, _ oldPart: ProtobufPart) -> FixProposal? {
        guard let place = newPart.range(.whole, in: new), let text = oldText.fragment(oldPart.range(.whole, in: old)) else {
            return nil
        }
        return FixProposal("write it as before", [newText.replacement(of: place, with: text)])
    }

    // MARK: Fields

    func oldType(_ newPart: ProtobufPart, _ oldPart: ProtobufPart) -> FixProposal? {
        guard case .field = newPart, let place = newPart.range(.type, in: new),
            let type = oldText.fragment(oldPart.range(.type, in: old)),
            type != newText.fragment(place)
        else { return nil }
        return FixProposal(
            "give back the type \(type)",
            (missingImport(of: oldPart).map { [$0] } ?? []) + [newText.replacement(of: place, with: type)])
    }

    /// The import that the old type came with, where it went with it.
    private func missingImport(of oldPart: ProtobufPart) -> FindingFix.Edit? {
        guard case .field(let id, let place) = oldPart else { return nil }
        let file: Int
        switch old[id].fields[place].kind {
        case .message(let type): file = old[type].file
        case .enumeration(let type): file = old[type].file
        default: return nil
        }
        let path = old.files[file].name
        guard file != old.mainFileIndex, old.mainFile.dependencies.contains(path), !new.mainFile.dependencies.contains(path)
        else {
            return nil
        }
        let statement =
            new.mainFile.packagePlace.flatMap { newText.statement(around: $0, keyword: "package") }
            ?? new.mainFile.syntaxPlace.flatMap {
                newText.statement(around: $0, keyword: new.mainFile.edition == nil ? "syntax" : "edition")
            }
        let offset = statement?.end.byteOffset ?? 0
        let line = "import \(JSONPrinter.quoted(path));"
        return newText.insertion(of: offset == 0 ? "\(line)\n" : "\n\(line)", at: offset)
    }

    func oldLabel(_ newPart: ProtobufPart, _ oldPart: ProtobufPart) -> FixProposal? {
        guard case .field(let newID, let newPlace) = newPart, case .field(let oldID, let oldPlace) = oldPart else { return nil }
        let (newField, oldField) = (new[newID].fields[newPlace].descriptor, old[oldID].fields[oldPlace].descriptor)
        let label = oldText.fragment(oldField.labelPlace)
        guard let type = newField.typePlace else { return nil }
        switch (newField.labelPlace, label) {
        case (let place?, let label?):
            return FixProposal("give back the label \(label)", [newText.replacement(of: place, with: label)])
        case (let place?, nil):
            return FixProposal(
                "take the label away", [newText.replacement(of: TextRange(start: place.start, end: type.start), with: "")])
        case (nil, let label?):
            return FixProposal("give back the label \(label)", [newText.insertion(of: "\(label) ", at: type.start.byteOffset)])
        case (nil, nil): return nil
        }
    }

    func madeOptional(_ newPart: ProtobufPart) -> FixProposal? {
        guard case .field(let id, let place) = newPart, let label = new[id].fields[place].descriptor.labelPlace else {
            return nil
        }
        return FixProposal("make it optional", [newText.replacement(of: label, with: "optional")])
    }

    // MARK: Oneofs

    /// The old member, put back into the oneof that has its old companions.
    private func restoredMember(_ oldPart: ProtobufPart, in newPart: ProtobufPart) -> FixProposal? {
        guard case .field(let oldID, let oldPlace) = oldPart, let index = old[oldID].fields[oldPlace].oneof,
            let newID = newPart.message,
            let declaration = oldText.fragment(oldPart.range(.whole, in: old))
        else { return nil }
        let oneof = old[oldID].oneofs[index]
        let companions = Set(oneof.fields.map { old[oldID].fields[$0].number })
        let candidates = new[newID].oneofs.indices.filter { !new[newID].oneofs[$0].isSynthetic }
        let home =
            candidates.first { new[newID].oneofs[$0].name == oneof.name }
            ?? candidates.first { new[newID].oneofs[$0].fields.contains { companions.contains(new[newID].fields[$0].number) } }
        let block = home.map { ProtobufPart.oneof(newID, $0) } ?? .message(newID)
        guard let place = block.range(.whole, in: new), let edit = newText.insertion(of: declaration, atEndOf: place) else {
            return nil
        }
        let removals = reservations(of: oldPart, in: block).map { newText.removal(of: $0) }
        return FixProposal("restore \(oldPart.pointer(in: old))", removals + [edit])
    }

    func movedOut(_ newPart: ProtobufPart) -> FixProposal? {
        guard case .field(let id, let place) = newPart, let index = new[id].fields[place].oneof,
            new[id].oneofs[index].fields.count > 1
        else { return nil }
        return movedOut([place], of: index, in: id, "move \(new[id].fields[place].name) out of the oneof")
    }

    private func movedOut(_ places: [Int], of oneof: Int, in id: ProtobufSchema.MessageID, _ title: String) -> FixProposal? {
        guard let block = ProtobufPart.oneof(id, oneof).range(.whole, in: new) else { return nil }
        let ranges = places.compactMap { new[id].fields[$0].descriptor.place }
        let declarations = ranges.compactMap { newText.fragment($0) }
        guard !ranges.isEmpty, declarations.count == places.count else { return nil }
        let text = declarations.map { "\n  \($0)" }.joined()
        return FixProposal(
            title, ranges.map { newText.removal(of: $0) } + [newText.insertion(of: text, at: block.end.byteOffset)])
    }

    /// Leaves in the oneof what was together before, and moves the others out.
    private func onlyFirstOrigin(_ newPart: ProtobufPart, _ oldPart: ProtobufPart) -> FixProposal? {
        guard case .oneof(let newID, let oneof) = newPart, let oldID = oldPart.message else { return nil }
        let oldFields = Dictionary(old[oldID].fields.map { ($0.number, $0) }) { $1 }
        func origin(_ place: Int) -> Int32? {
            guard let field = oldFields[new[newID].fields[place].number] else { return nil }
            guard let index = field.oneof, !old[oldID].oneofs[index].isSynthetic else { return field.number }
            return -1 - Int32(index)
        }
        let places = new[newID].oneofs[oneof].fields
        // Members that were in a oneof stay before those that were alone.
        let origins = places.compactMap(origin)
        guard let kept = origins.first(where: { $0 < 0 }) ?? origins.first else { return nil }
        let moving = places.filter { place in origin(place).map { $0 != kept } ?? false }
        let names = moving.map { new[newID].fields[$0].name }.joined(separator: ", ")
        return movedOut(moving, of: oneof, in: newID, "leave \(names) outside of the oneof")
    }

    /// Puts the old members of a oneof back into it.
    func movedBack(into oldPart: ProtobufPart, in newPart: ProtobufPart) -> FixProposal? {
        guard case .oneof(let oldID, let index) = oldPart, let newID = newPart.message else { return nil }
        let oneof = old[oldID].oneofs[index]
        let numbers = Set(oneof.fields.map { old[oldID].fields[$0].number })
        let home = new[newID].oneofs.indices.first {
            new[newID].oneofs[$0].name == oneof.name && !new[newID].oneofs[$0].isSynthetic
        }
        let outside = new[newID].fields.indices.filter {
            numbers.contains(new[newID].fields[$0].number) && (home == nil || new[newID].fields[$0].oneof != home)
        }
        let ranges = vacated(outside, in: newID)
        let declarations = outside.compactMap { place -> String? in
            let field = new[newID].fields[place].descriptor
            guard let whole = newText.fragment(field.place) else { return nil }
            guard let label = newText.fragment(field.labelPlace) else { return whole }
            return String(whole.dropFirst(label.count).drop { $0 == " " })
        }
        guard !ranges.isEmpty, declarations.count == outside.count else { return nil }
        let title = "put \(outside.map { new[newID].fields[$0].name }.joined(separator: ", ")) back into the oneof \(oneof.name)"
        if let home {
            guard let block = ProtobufPart.oneof(newID, home).range(.whole, in: new),
                let edit = newText.insertion(of: declarations.joined(separator: "\n    "), atEndOf: block)
            else { return nil }
            return FixProposal(title, ranges.map { newText.removal(of: $0) } + [edit])
        }
        let members = declarations.map { "    \($0)\n" }.joined()
        return FixProposal(
            title,
            [newText.replacement(of: ranges[0], with: "oneof \(oneof.name) {\n\(members)  }")]
                + ranges.dropFirst().map { newText.removal(of: $0) })
    }

    /// Where fields stand; a oneof that they leave empty goes as a whole.
    private func vacated(_ places: [Int], in id: ProtobufSchema.MessageID) -> [TextRange] {
        var ranges: [TextRange] = []
        var emptied: Set<Int> = []
        for place in places {
            if let oneof = new[id].fields[place].oneof, !new[id].oneofs[oneof].isSynthetic,
                Set(new[id].oneofs[oneof].fields).isSubset(of: places)
            {
                if emptied.insert(oneof).inserted, let block = ProtobufPart.oneof(id, oneof).range(.whole, in: new) {
                    ranges.append(block)
                }
            } else if let range = new[id].fields[place].descriptor.place {
                ranges.append(range)
            }
        }
        return ranges
    }
}
