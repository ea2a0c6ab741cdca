internal import JSONText
internal import ProtobufSchema

extension ProtobufFixes {
    func proposals(for site: PolicyComparison.Site) -> [FixProposal] {
        typealias Rules = ProtobufPolicyRules
        let proposals: [FixProposal?] =
            switch site.rule {
            case Rules.fileSamePackage, Rules.packageNoDelete: [oldPackage()]
            case Rules.messageNoDelete, Rules.enumNoDelete, Rules.serviceNoDelete, Rules.packageMessageNoDelete, Rules.packageEnumNoDelete,
                Rules.packageServiceNoDelete, Rules.rpcNoDelete, Rules.fieldNoDelete, Rules.enumValueNoDelete:
                [restored(site.old, in: site.new)]
            case Rules.fieldNoDeleteUnlessNumberReserved, Rules.enumValueNoDeleteUnlessNumberReserved,
                Rules.fieldNoDeleteUnlessNameReserved, Rules.enumValueNoDeleteUnlessNameReserved:
                [reserved(site)]
            case Rules.reservedMessageNoDelete, Rules.reservedEnumNoDelete: [reservedAgain(site)]
            case Rules.fieldSameType, Rules.fieldWireCompatibleType, Rules.fieldWireJSONCompatibleType: [oldType(site.new, site.old)]
            case Rules.fieldSameCardinality, Rules.fieldWireCompatibleCardinality, Rules.fieldWireJSONCompatibleCardinality:
                [oldLabel(site.new, site.old)]
            case Rules.fieldSameName: [oldName(site)]
            case Rules.fieldSameDefault, Rules.fieldSameJSONName, Rules.fieldSameJSType, Rules.fieldSameCppStringType, Rules.enumValueSameName,
                Rules.rpcSameRequestType, Rules.rpcSameResponseType, Rules.rpcSameClientStreaming, Rules.rpcSameServerStreaming,
                Rules.rpcSameIdempotencyLevel:
                [asBefore(site)]
            default: []
            }
        return proposals.compactMap { $0 }
    }

    /// Numbers and names of what was removed, as one statement each.
    private func reserved(_ site: PolicyComparison.Site) -> FixProposal? {
        typealias Rules = ProtobufPolicyRules
        let isNumber = site.rule == Rules.fieldNoDeleteUnlessNumberReserved || site.rule == Rules.enumValueNoDeleteUnlessNumberReserved
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
        guard let block = part.range(.whole, in: new), let edit = newText.insertion(of: "reserved \(content);", atEndOf: block) else {
            return nil
        }
        return FixProposal("reserve \(content)", [edit])
    }

    private func oldName(_ site: PolicyComparison.Site) -> FixProposal? {
        guard let place = site.new.range(.name, in: new), let name = oldText.fragment(site.old.range(.name, in: old)) else { return nil }
        return FixProposal("give back the name \(name)", [newText.replacement(of: place, with: name)])
    }

    private func asBefore(_ site: PolicyComparison.Site) -> FixProposal? {
        guard let place = site.new.range(.whole, in: new), let text = oldText.fragment(site.old.range(.whole, in: old)) else { return nil }
        return FixProposal("write it as before", [newText.replacement(of: place, with: text)])
    }
}
