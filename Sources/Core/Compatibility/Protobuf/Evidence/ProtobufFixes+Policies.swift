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
        return reservation(isNumber ? "\(number)" : words(names), in: site.new)
    }

    private func reservedAgain(_ site: PolicyComparison.Site) -> FixProposal? {
        site.detail.flatMap { reservation($0, in: site.new) }
    }

    /// Names are strings, in editions identifiers.
    private func words(_ names: [String]) -> String {
        names.map { new.mainFile.edition == nil ? JSONPrinter.quoted($0) : $0 }.joined(separator: ", ")
    }

    private func reservation(_ content: String, in part: ProtobufPart) -> FixProposal? {
        guard let block = part.range(.whole, in: new), let edit = newText.insertion(of: "reserved \(content);", atEndOf: block)
        else {
            return nil
        }
        return FixProposal("reserve \(content)", [edit])
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
