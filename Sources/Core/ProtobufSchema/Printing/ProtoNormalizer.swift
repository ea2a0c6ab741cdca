internal import JSONText

extension ProtoSyntax {
    /// Confluent's normalised form, as a tree: every name resolved, imports, fields, values, ranges and options sorted, ranges one
    /// to a statement, extends gathered by what they extend. Messages, enums, services and methods keep their order.
    ///
    /// Departs from Confluent where its form would not compile, or mean something else: the first value of an enum stays the one
    /// with the default's number, editions are kept, numbers keep their digits, oneofs of groups alone stay, values of repeated
    /// fields may be equal.
    package func normalized(with names: ProtoNames) -> ProtoSyntax { ProtoNormalizer(names: names).file(self) }
}

struct ProtoNormalizer {
    let names: ProtoNames

    func file(_ file: ProtoSyntax) -> ProtoSyntax {
        var normal = file
        let scope = file.package?.text ?? ""
        if case .syntax(let value)? = file.version, value.text == "proto2" { normal.version = nil }
        normal.imports = sortedWithoutRepeats(file.imports)
        normal.options = options(file.options, in: scope)
        normal.messages = file.messages.filter { !isMapEntry($0, in: scope) }.map { message($0, in: scope) }
        normal.enums = file.enums.map { enumeration($0, in: Self.join(scope, $0.name.text)) }
        normal.extends = extends(file.extends, in: scope)
        normal.services = file.services.map { service($0, in: scope) }
        return normal
    }

    private func sortedWithoutRepeats(_ imports: [ProtoSyntax.Import]) -> [ProtoSyntax.Import] {
        var seen: Set<String> = []
        return imports.stablySorted { $0.path.text < $1.path.text }.filter { seen.insert("\($0.kind) \($0.path.text)").inserted }
    }

    static func join(_ scope: String, _ name: String) -> String { scope.isEmpty ? name : "\(scope).\(name)" }

    // MARK: Messages

    private func message(_ message: ProtoMessage, in outer: String) -> ProtoMessage {
        let scope = Self.join(outer, message.name.text)
        var normal = message
        normal.members = body(message.members, in: scope)
        return normal
    }

    private func body(_ members: [ProtoMessage.Member], in scope: String) -> [ProtoMessage.Member] {
        var kinds = ProtoMessage.MembersByKind(members)
        kinds.reserved = reserved(kinds.reserved)
        kinds.options = options(kinds.options, in: scope)
        kinds.fields = sorted(kinds.fields.map { field($0, in: scope) })
        kinds.oneofs = kinds.oneofs.map { oneof($0, in: scope) }
            .stablySorted { Self.smallestNumber($0.fields) < Self.smallestNumber($1.fields) }
        kinds.groups = sorted(kinds.groups.map { field($0, in: scope) })
        kinds.extensions = kinds.extensions.flatMap { statement in
            statement.ranges.map { range in
                var single = statement
                single.ranges = [range.collapsed]
                single.options = options(statement.options, in: scope)
                return single
            }
        }.stablySorted { $0.ranges[0].first < $1.ranges[0].first }
        kinds.extends = extends(kinds.extends, in: scope)
        kinds.messages = kinds.messages.filter { !isMapEntry($0, in: scope) }.map { message($0, in: scope) }
        kinds.enums = kinds.enums.map { enumeration($0, in: Self.join(scope, $0.name.text)) }
        return kinds.members
    }

    private func isMapEntry(_ message: ProtoMessage, in scope: String) -> Bool {
        guard case .mapEntry? = names.type(".\(Self.join(scope, message.name.text))", in: "")?.facts else { return false }
        return true
    }

    private func oneof(_ oneof: ProtoMessage.Oneof, in scope: String) -> ProtoMessage.Oneof {
        var normal = oneof
        normal.fields = sorted(oneof.fields.map { field($0, in: scope) })
        normal.options = options(oneof.options, in: scope)
        return normal
    }

    private func field(_ field: ProtoField, in scope: String) -> ProtoField {
        var normal = field
        normal.options = options(field.options, in: scope)
        switch field.type {
        case .named(let name):
            guard !name.isScalarKeyword, let type = names.type(name, in: scope) else { break }
            if case .mapEntry(let key, let value) = type.facts {
                normal.type = .map(
                    key: ProtoSyntax.Word(key, at: field.typePlace), value: ProtoSyntax.Word(value, at: field.typePlace))
                normal.label = nil
            } else {
                normal.type = .named(".\(type.name)")
            }
        case .map(let key, var value):
            value.text = resolved(value.text, in: scope)
            normal.type = .map(key: key, value: value)
        case .group(let body):
            var body = body
            body.members = self.body(body.members, in: Self.join(scope, body.name.text))
            normal.type = .group(body)
        }
        return normal
    }

    private func resolved(_ name: String, in scope: String) -> String {
        if name.isScalarKeyword { return name }
        return names.type(name, in: scope).map { ".\($0.name)" } ?? name
    }

    private func sorted(_ fields: [ProtoField]) -> [ProtoField] { fields.stablySorted { Self.number($0) < Self.number($1) } }

    private static func number(_ field: ProtoField) -> Int64 { ProtoInteger.signedValue(of: field.number.text) ?? 0 }

    private static func smallestNumber(_ fields: [ProtoField]) -> Int64 { fields.map(number).min() ?? 0 }

    /// One for each extended message, in the order these first appear.
    private func extends(_ extends: [ProtoExtend], in scope: String) -> [ProtoExtend] {
        var places: [String: Int] = [:]
        var gathered: [ProtoExtend] = []
        for extend in extends {
            var normal = extend
            normal.extendee.text = resolved(extend.extendee.text, in: scope)
            normal.fields = extend.fields.map { field($0, in: scope) }
            if let place = places[normal.extendee.text] {
                gathered[place].fields += normal.fields
            } else {
                places[normal.extendee.text] = gathered.count
                gathered.append(normal)
            }
        }
        for index in gathered.indices { gathered[index].fields = sorted(gathered[index].fields) }
        return gathered
    }

    // MARK: Enums and services

    /// - Parameter scope: the enum's own name.
    private func enumeration(_ enumeration: ProtoEnum, in scope: String) -> ProtoEnum {
        var values: [ProtoEnum.Value] = []
        var statements: [ProtoReserved] = []
        var options: [ProtoOption] = []
        for member in enumeration.members {
            switch member {
            case .value(var value):
                value.options = self.options(value.options, in: scope)
                values.append(value)
            case .reserved(let statement): statements.append(statement)
            case .option(let option): options.append(option)
            }
        }
        // The first number is the default of the enum's fields.
        let standard = values.first.flatMap { ProtoInteger.signedValue(of: $0.number.text) }
        func order(_ value: ProtoEnum.Value) -> (Int, Int64, String) {
            let number = ProtoInteger.signedValue(of: value.number.text) ?? 0
            return (number == standard ? 0 : 1, number, value.name.text)
        }
        var normal = enumeration
        normal.members =
            reserved(statements).map(ProtoEnum.Member.reserved)
            + self.options(options, in: scope).map(ProtoEnum.Member.option)
            + values.stablySorted { order($0) < order($1) }.map(ProtoEnum.Member.value)
        return normal
    }

    private func service(_ service: ProtoService, in scope: String) -> ProtoService {
        var normal = service
        let options = service.members.compactMap { if case .option(let option) = $0 { option } else { nil } }
        let methods = service.members.compactMap { if case .method(let method) = $0 { method } else { nil } }
        normal.members =
            self.options(options, in: scope).map(ProtoService.Member.option)
            + methods.map { method in
                var normal = method
                normal.input.text = resolved(method.input.text, in: scope)
                normal.output.text = resolved(method.output.text, in: scope)
                normal.options = self.options(method.options, in: scope)
                return .method(normal)
            }
        return normal
    }

    // MARK: Ranges

    /// One statement for each range or name, numbers first.
    private func reserved(_ statements: [ProtoReserved]) -> [ProtoReserved] {
        let single = statements.flatMap { statement -> [(order: (Int64, String), statement: ProtoReserved)] in
            switch statement.content {
            case .ranges(let ranges):
                ranges.map { range in
                    let collapsed = range.collapsed
                    return ((range.first, ""), ProtoReserved(content: .ranges([collapsed]), place: statement.place))
                }
            case .names(let names, let asIdentifiers):
                names.map {
                    (
                        (Int64.max, $0.text),
                        ProtoReserved(content: .names([$0], asIdentifiers: asIdentifiers), place: statement.place)
                    )
                }
            }
        }
        return single.stablySorted { $0.order < $1.order }.map(\.statement)
    }
}

extension ProtoRange {
    var first: Int64 {
        guard case .number(let digits) = start else { return Int64.max }
        return ProtoInteger.signedValue(of: digits) ?? 0
    }

    /// A single number where the range holds no other.
    var collapsed: ProtoRange {
        guard case .number(let digits)? = end, ProtoInteger.signedValue(of: digits) == first else { return self }
        return ProtoRange(start: start, end: nil, place: place)
    }
}

extension String {
    /// A field's type, spelt so, is no name.
    var isScalarKeyword: Bool {
        switch self {
        case "bool", "int32", "int64", "bytes", "float", "string", "double", "uint32", "uint64", "sint32", "sint64", "fixed32",
            "fixed64",
            "sfixed32", "sfixed64":
            true
        default: false
        }
    }
}

extension Array {
    /// Equal elements keep their order.
    func stablySorted(by areInOrder: (Element, Element) -> Bool) -> [Element] {
        enumerated().sorted {
            areInOrder($0.element, $1.element) || (!areInOrder($1.element, $0.element) && $0.offset < $1.offset)
        }.map(\.element)
    }
}
