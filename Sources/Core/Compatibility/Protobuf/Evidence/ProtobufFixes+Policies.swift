internal import JSONText
internal import ProtobufSchema

extension ProtobufFixes {
    func proposals(for site: PolicyComparison.Site) -> [FixProposal] {
        typealias Rules = ProtobufPolicyRules
        let proposals: [FixProposal?] =
            switch site.rule {
            case Rules.fileSamePackage, Rules.packageNoDelete: [oldPackage()]
            case Rules.messageNoDelete, Rules.enumNoDelete, Rules.serviceNoDelete, Rules.packageMessageNoDelete,
                Rules.packageEnumNoDelete,
                Rules.packageServiceNoDelete, Rules.rpcNoDelete, Rules.fieldNoDelete, Rules.enumValueNoDelete:
                [restored(site.old, in: site.new)]
            case Rules.fieldNoDeleteUnlessNumberReserved, Rules.enumValueNoDeleteUnlessNumberReserved,
                Rules.fieldNoDeleteUnlessNameReserved, Rules.enumValueNoDeleteUnlessNameReserved:
                [reserved(site)]
            case Rules.reservedMessageNoDelete, Rules.reservedEnumNoDelete: [reservedAgain(site)]
            case Rules.fieldSameType, Rules.fieldWireCompatibleType, Rules.fieldWireJSONCompatibleType:
                [oldType(site.new, site.old)]
            case Rules.fieldSameCardinality, Rules.fieldWireCompatibleCardinality, Rules.fieldWireJSONCompatibleCardinality:
                [oldLabel(site.new, site.old)]
            case Rules.fieldSameName: [oldName(site)]
            case Rules.fieldSameDefault, Rules.fieldSameJSONName, Rules.fieldSameJSType, Rules.fieldSameCppStringType,
                Rules.enumValueSameName,
                Rules.rpcSameRequestType, Rules.rpcSameResponseType, Rules.rpcSameClientStreaming, Rules.rpcSameServerStreaming,
                Rules.rpcSameIdempotencyLevel:
                [asBefore(site.new, site.old)]
            case Rules.fieldSameOneof: [oldOneof(site)]
            case Rules.fileSameSyntax: [oldSyntax()]
            case Rules.messageSameRequiredFields: sameRequired(site)
            case Rules.extensionNoDelete, Rules.packageExtensionNoDelete: [restoredExtension(site)]
            case Rules.extensionMessageNoDelete: [site.detail.flatMap { statement("extensions \($0)", in: site.new, "open") }]
            case Rules.enumSameType, Rules.enumSameJSONFormat, Rules.messageSameJSONFormat: [oldFeature(site), oldSyntax()]
            default: FileOption.allCases.first { $0.rule == site.rule }.map { [oldOption($0.name)] } ?? []
            }
        return proposals.compactMap { $0 }
    }

    /// Numbers and names of what was removed, as one statement each.
    private func reserved(_ site: PolicyComparison.Site) -> FixProposal? {
        typealias Rules = ProtobufPolicyRules
        let isNumber =
            site.rule == Rules.fieldNoDeleteUnlessNumberReserved || site.rule == Rules.enumValueNoDeleteUnlessNumberReserved
        let number: Int32
        let names: [String]
        switch site.old {
        case .field(let id, let place):
            number = old[id].fields[place].number
            names = [old[id].fields[place].name]
        case .value(let id, let place):
            number = old[id].descriptor.values[place].number
            names = old[id].descriptor.values.filter { $0.number == number }.map(\.name)
        default: return nil
        }
        return statement("reserved \(isNumber ? "\(number)" : words(names))", in: site.new, "reserve")
    }

    private func reservedAgain(_ site: PolicyComparison.Site) -> FixProposal? {
        site.detail.flatMap { statement("reserved \($0)", in: site.new, "reserve") }
    }

    /// Names are strings, in editions identifiers.
    private func words(_ names: [String]) -> String {
        names.map { new.mainFile.edition == nil ? JSONPrinter.quoted($0) : $0 }.joined(separator: ", ")
    }

    /// A statement of a keyword and a list, put at the end of a block.
    private func statement(_ text: String, in part: ProtobufPart, _ verb: String) -> FixProposal? {
        guard let block = part.range(.whole, in: new), let edit = newText.insertion(of: "\(text);", atEndOf: block) else {
            return nil
        }
        return FixProposal("\(verb) \(text.drop { $0 != " " }.dropFirst())", [edit])
    }

    private func oldName(_ site: PolicyComparison.Site) -> FixProposal? {
        guard let place = site.new.range(.name, in: new), let name = oldText.fragment(site.old.range(.name, in: old)) else {
            return nil
        }
        return FixProposal("give back the name \(name)", [newText.replacement(of: place, with: name)])
    }

    private func oldOneof(_ site: PolicyComparison.Site) -> FixProposal? {
        guard case .field(let oldID, let place) = site.old else { return nil }
        if let oneof = old[oldID].fields[place].oneof, !old[oldID].oneofs[oneof].isSynthetic {
            return site.new.message.flatMap { movedBack(into: .oneof(oldID, oneof), in: .message($0)) }
        }
        guard case .field(let newID, let newPlace) = site.new, let oneof = new[newID].fields[newPlace].oneof else { return nil }
        if new[newID].oneofs[oneof].fields.count > 1 { return movedOut(site.new) }
        guard let block = ProtobufPart.oneof(newID, oneof).range(.whole, in: new),
            let field = oldText.fragment(site.old.range(.whole, in: old))
        else { return nil }
        return FixProposal("take the oneof away", [newText.replacement(of: block, with: field)])
    }

    /// A field that is required on one side alone: its label as before, or the field as a whole.
    private func sameRequired(_ site: PolicyComparison.Site) -> [FixProposal?] {
        switch (site.new, site.old) {
        case (.field(let newID, let newPlace), .message(let oldID)):
            let number = new[newID].fields[newPlace].number
            guard let oldPlace = old[oldID].fields.firstIndex(where: { $0.number == number }) else {
                return [madeOptional(site.new), leftOut(site.new)]
            }
            return [oldLabel(site.new, .field(oldID, oldPlace)), asBefore(site.new, .field(oldID, oldPlace))]
        case (.message(let newID), .field(let oldID, let oldPlace)):
            let number = old[oldID].fields[oldPlace].number
            guard let newPlace = new[newID].fields.firstIndex(where: { $0.number == number }) else {
                return [restored(site.old, in: site.new)]
            }
            return [oldLabel(.field(newID, newPlace), site.old), asBefore(.field(newID, newPlace), site.old)]
        default: return []
        }
    }

    /// The extension in a block of its own, where its scope is in the new text.
    private func restoredExtension(_ site: PolicyComparison.Site) -> FixProposal? {
        guard let name = site.detail, let declaration = old.declaration(ofExtension: name, in: site.old),
            let extendee = oldText.fragment(declaration.extendee), let field = oldText.fragment(declaration.field)
        else { return nil }
        let block = "extend \(extendee) { \(field) }"
        guard site.new.message != nil else {
            return FixProposal("restore the extension \(name)", [newText.insertionAtEnd(of: block)])
        }
        guard let place = site.new.range(.whole, in: new), let edit = newText.insertion(of: block, atEndOf: place) else {
            return nil
        }
        return FixProposal("restore the extension \(name)", [edit])
    }

    /// The feature that makes the declaration what it was: only editions can say it.
    private func oldFeature(_ site: PolicyComparison.Site) -> FixProposal? {
        guard new.mainFile.edition != nil else { return nil }
        let (name, value): (String, String)
        switch site.old {
        case .enumeration(let id) where site.rule == ProtobufPolicyRules.enumSameType:
            (name, value) = ("enum_type", old[id].isClosed ? "CLOSED" : "OPEN")
        default: (name, value) = ("json_format", "ALLOW")
        }
        let title = "say that its \(name) is \(value)"
        if let option = new.option(["features", name], in: site.new) {
            return FixProposal(title, [newText.replacement(of: option.value.place, with: value)])
        }
        guard let block = site.new.range(.whole, in: new),
            let edit = newText.insertion(of: "option features.\(name) = \(value);", atEndOf: block)
        else { return nil }
        return FixProposal(title, [edit])
    }

    private func oldSyntax() -> FixProposal? {
        guard let place = new.mainFile.syntaxPlace, let syntax = oldText.fragment(old.mainFile.syntaxPlace),
            (new.mainFile.edition == nil) == (old.mainFile.edition == nil)
        else { return nil }
        return FixProposal("give back the syntax \(syntax)", [newText.replacement(of: place, with: syntax)])
    }

    private func oldOption(_ name: String) -> FixProposal? {
        let (newOption, oldOption) = (new.fileOption(name), old.fileOption(name))
        switch (newOption, oldOption) {
        case (let newOption?, let oldOption?):
            guard let value = oldText.fragment(oldOption.value.place) else { return nil }
            return FixProposal("give back \(name) = \(value)", [newText.replacement(of: newOption.value.place, with: value)])
        case (let newOption?, nil): return FixProposal("take \(name) away", [newText.removal(of: newOption.place)])
        case (nil, let oldOption?):
            let statement =
                new.mainFile.packagePlace.flatMap { newText.statement(around: $0, keyword: "package") }
                ?? new.mainFile.syntaxPlace.flatMap { newText.statement(around: $0, keyword: "syntax") }
            guard let end = statement?.end.byteOffset, let text = oldText.fragment(oldOption.place) else { return nil }
            return FixProposal("give back \(name)", [newText.insertion(of: "\n\(text)", at: end)])
        case (nil, nil): return nil
        }
    }
}
