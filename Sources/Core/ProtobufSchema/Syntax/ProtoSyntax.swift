package import JSONText

/// A `.proto` file as written: what the parser makes of a text, and what the canonical forms are printed from.
///
/// Names are as written, relative ones unresolved. Every node knows its place. Comments are not kept.
package struct ProtoSyntax: Sendable {
    package struct Word: Sendable {
        package var text: String
        package var place: TextRange

        package init(_ text: String, at place: TextRange) {
            self.text = text
            self.place = place
        }
    }

    /// `syntax = "proto3"` or `edition = "2023"`.
    package enum Version: Sendable {
        case syntax(Word)
        case edition(Word)
    }

    package struct Import: Sendable {
        package enum Kind: Sendable { case plain, `public`, weak, option }
        package var path: Word
        package var kind: Kind
        package var place: TextRange

        package init(path: Word, kind: Kind, place: TextRange) {
            self.path = path
            self.kind = kind
            self.place = place
        }
    }

    package var version: Version?
    package var package: Word?
    package var imports: [Import] = []
    package var options: [ProtoOption] = []
    /// In the order written, as the three lists below are.
    package var messages: [ProtoMessage] = []
    package var enums: [ProtoEnum] = []
    package var services: [ProtoService] = []
    package var extends: [ProtoExtend] = []

    package init() {}
}

/// `option (a.b).c = value;`, or one of a list in brackets.
package struct ProtoOption: Sendable {
    /// A part of the name: `.c`, or in parentheses the name of an extension.
    package struct Part: Sendable {
        package var name: String
        package var isExtension: Bool
        package var place: TextRange

        package init(name: String, isExtension: Bool, place: TextRange) {
            self.name = name
            self.isExtension = isExtension
            self.place = place
        }
    }

    package var name: [Part]
    package var value: ProtoValue
    package var place: TextRange

    package init(name: [Part], value: ProtoValue, place: TextRange) {
        self.name = name
        self.value = value
        self.place = place
    }
}

/// The value of an option, or of a field of a message literal.
package struct ProtoValue: Sendable {
    package indirect enum Kind: Sendable {
        case identifier(String)
        /// Digits as written, without the sign: decimal, octal or hex; a range check comes with the type.
        case integer(String, isNegative: Bool)
        /// Digits as written, without the sign.
        case float(String, isNegative: Bool)
        /// `-inf`, `-nan`, and in message literals other words with a sign.
        case negativeIdentifier(String)
        /// Adjacent literals joined, escapes undone: bytes, for they need not be UTF-8.
        case string([UInt8])
        case message([MessageField])
        /// In message literals alone.
        case list([ProtoValue])
    }

    /// A field of a message literal.
    package struct MessageField: Sendable {
        package enum Name: Sendable {
            case field(String)
            /// `[full.name]`
            case `extension`(String)
            /// `[type.googleapis.com/full.name]`
            case any(prefix: String, name: String)
        }

        package var name: Name
        package var value: ProtoValue
        /// Only messages and lists of them do without.
        package var hasColon: Bool
        package var place: TextRange

        package init(name: Name, value: ProtoValue, hasColon: Bool = true, place: TextRange) {
            self.name = name
            self.value = value
            self.hasColon = hasColon
            self.place = place
        }
    }

    package var kind: Kind
    package var place: TextRange

    package init(_ kind: Kind, at place: TextRange) {
        self.kind = kind
        self.place = place
    }
}

package struct ProtoField: Sendable {
    package enum Label: String, Sendable { case optional, required, repeated }

    package enum TypeName: Sendable {
        /// A scalar's keyword, or the name of a message or enum.
        case named(String)
        /// Out of line, for it is rare and would make every field half as large again.
        indirect case map(key: ProtoSyntax.Word, value: ProtoSyntax.Word)
        /// Its body is a message of the field's name as written.
        indirect case group(ProtoMessage)
    }

    package var label: Label?
    package var labelPlace: TextRange?
    package var type: TypeName
    package var typePlace: TextRange
    package var name: ProtoSyntax.Word
    /// Digits as written.
    package var number: ProtoSyntax.Word
    package var options: [ProtoOption]
    package var place: TextRange

    package init(
        label: Label?, labelPlace: TextRange?, type: TypeName, typePlace: TextRange, name: ProtoSyntax.Word,
        number: ProtoSyntax.Word, options: [ProtoOption], place: TextRange
    ) {
        self.label = label
        self.labelPlace = labelPlace
        self.type = type
        self.typePlace = typePlace
        self.name = name
        self.number = number
        self.options = options
        self.place = place
    }
}

/// `5`, `1 to 3`, `10 to max`, as written; the end is inclusive.
package struct ProtoRange: Sendable {
    package enum Bound: Sendable {
        /// Digits as written, with a sign in enums.
        case number(String)
        case max
    }

    package var start: Bound
    /// Nil for a single number.
    package var end: Bound?
    package var place: TextRange

    package init(start: Bound, end: Bound?, place: TextRange) {
        self.start = start
        self.end = end
        self.place = place
    }
}

package struct ProtoReserved: Sendable {
    package enum Content: Sendable {
        case ranges([ProtoRange])
        /// Strings, or identifiers in editions.
        case names([ProtoSyntax.Word], asIdentifiers: Bool)
    }

    package var content: Content
    package var place: TextRange

    package init(content: Content, place: TextRange) {
        self.content = content
        self.place = place
    }
}

package struct ProtoMessage: Sendable {
    package struct Oneof: Sendable {
        /// A field or a group.
        package var name: ProtoSyntax.Word
        package var fields: [ProtoField]
        package var options: [ProtoOption]
        package var place: TextRange

        package init(name: ProtoSyntax.Word, fields: [ProtoField], options: [ProtoOption], place: TextRange) {
            self.name = name
            self.fields = fields
            self.options = options
            self.place = place
        }
    }

    package struct Extensions: Sendable {
        package var ranges: [ProtoRange]
        package var options: [ProtoOption]
        package var place: TextRange

        package init(ranges: [ProtoRange], options: [ProtoOption], place: TextRange) {
            self.ranges = ranges
            self.options = options
            self.place = place
        }
    }

    /// What stands in a body, in the order written.
    package enum Member: Sendable {
        case field(ProtoField)
        case oneof(Oneof)
        case message(ProtoMessage)
        case enumeration(ProtoEnum)
        case extend(ProtoExtend)
        case extensions(Extensions)
        case reserved(ProtoReserved)
        case option(ProtoOption)
    }

    package var name: ProtoSyntax.Word
    package var members: [Member]
    package var place: TextRange

    package init(name: ProtoSyntax.Word, members: [Member], place: TextRange) {
        self.name = name
        self.members = members
        self.place = place
    }
}

package struct ProtoExtend: Sendable {
    package var extendee: ProtoSyntax.Word
    package var fields: [ProtoField]
    package var place: TextRange

    package init(extendee: ProtoSyntax.Word, fields: [ProtoField], place: TextRange) {
        self.extendee = extendee
        self.fields = fields
        self.place = place
    }
}

package struct ProtoEnum: Sendable {
    package struct Value: Sendable {
        package var name: ProtoSyntax.Word
        /// Digits as written, with their sign.
        package var number: ProtoSyntax.Word
        package var options: [ProtoOption]
        package var place: TextRange

        package init(name: ProtoSyntax.Word, number: ProtoSyntax.Word, options: [ProtoOption], place: TextRange) {
            self.name = name
            self.number = number
            self.options = options
            self.place = place
        }
    }

    package enum Member: Sendable {
        case value(Value)
        case option(ProtoOption)
        case reserved(ProtoReserved)
    }

    package var name: ProtoSyntax.Word
    package var members: [Member]
    package var place: TextRange

    package init(name: ProtoSyntax.Word, members: [Member], place: TextRange) {
        self.name = name
        self.members = members
        self.place = place
    }
}

package struct ProtoService: Sendable {
    package struct Method: Sendable {
        package var name: ProtoSyntax.Word
        package var input: ProtoSyntax.Word
        package var output: ProtoSyntax.Word
        package var isClientStreaming: Bool
        package var isServerStreaming: Bool
        package var options: [ProtoOption]
        /// `{ … }` rather than `;`
        package var hasBody: Bool
        package var place: TextRange

        package init(
            name: ProtoSyntax.Word, input: ProtoSyntax.Word, output: ProtoSyntax.Word, isClientStreaming: Bool,
            isServerStreaming: Bool, options: [ProtoOption], hasBody: Bool, place: TextRange
        ) {
            self.name = name
            self.input = input
            self.output = output
            self.isClientStreaming = isClientStreaming
            self.isServerStreaming = isServerStreaming
            self.options = options
            self.hasBody = hasBody
            self.place = place
        }
    }

    package enum Member: Sendable {
        case method(Method)
        case option(ProtoOption)
    }

    package var name: ProtoSyntax.Word
    package var members: [Member]
    package var place: TextRange

    package init(name: ProtoSyntax.Word, members: [Member], place: TextRange) {
        self.name = name
        self.members = members
        self.place = place
    }
}
