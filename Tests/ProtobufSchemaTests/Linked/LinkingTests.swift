import ProtobufSchema
import Testing

@Suite struct `Linking descriptors` {
    @Test func `gives each syntax its features`() throws {
        for (syntax, presence, packed, checked, closed) in [
            ("", true, false, false, true), ("proto3", false, true, true, false),
        ] as [(String, Bool, Bool, Bool, Bool)] {
            let schema = try link(file(syntax) { $0.messages = [message()] })
            #expect(schema.messages[0].fields.map(\.hasPresence) == [presence, false, presence, presence, true], "\(syntax)")
            #expect(schema.messages[0].fields[1].isPacked == packed)
            #expect(schema.messages[0].fields[2].checksUTF8 == checked)
            #expect(schema.enums[0].isClosed == closed)
        }
    }

    @Test func `takes features from the file to the field`() throws {
        // field_presence IMPLICIT, enum_type CLOSED, repeated EXPANDED, utf8 NONE, message_encoding DELIMITED
        let features: [UInt8] = [0x08, 2, 0x10, 2, 0x18, 2, 0x20, 3, 0x28, 2]
        let everywhere = try link(file("editions") { file in
            file.edition = .edition2023
            file.options = OptionsBytes([0x92, 0x03, 10] + features)
            file.messages = [message()]
        })
        #expect(everywhere.messages[0].fields.map(\.hasPresence) == [false, false, false, false, true])
        #expect(!everywhere.messages[0].fields[1].isPacked && !everywhere.messages[0].fields[2].checksUTF8)
        #expect(everywhere.enums[0].isClosed && everywhere.messages[0].fields[4].isDelimited)

        let below = try link(file("editions") { file in
            file.edition = .edition2023
            file.options = OptionsBytes([0x92, 0x03, 10] + features)
            var message = message()
            message.options = OptionsBytes([0x62, 4, 0x08, 1, 0x18, 1])
            message.fields[0].options = OptionsBytes([0xaa, 0x01, 2, 0x08, 3])
            message.fields[4].options = OptionsBytes([0xaa, 0x01, 2, 0x28, 1])
            message.enums[0].options = OptionsBytes([0x3a, 2, 0x10, 1])
            file.messages = [message]
        })
        #expect(below.messages[0].fields[0].cardinality == .required)
        #expect(below.messages[0].fields[2].hasPresence && below.messages[0].fields[1].isPacked)
        #expect(!below.messages[0].fields[4].isDelimited && !below.enums[0].isClosed)
    }

    @Test func `reads defaults`() throws {
        func value(_ text: String, _ kind: FieldDescriptor.Kind) throws -> ProtobufField.Default? {
            var field = FieldDescriptor(name: "f", number: 1, label: .optional, kind: kind)
            field.defaultValue = text
            if kind == .enumeration { field.typeName = ".p.M.E" }
            return try link(file("") { file in
                var message = message()
                message.fields = [field]
                file.messages = [message]
            }).messages[0].fields[0].defaultValue
        }
        #expect(try value("-5", .int32) == .signed(-5))
        #expect(try value("18446744073709551615", .uint64) == .unsigned(.max))
        #expect(try value("-inf", .double) == .double(-.infinity))
        #expect(try value("true", .bool) == .bool(true))
        #expect(try value("\\001\\x41\\n\\\\z", .bytes) == .bytes([1, 0x41, 10, 0x5c, 0x7a]))
        #expect(try value("B", .enumeration) == .enumeration(5))
        for (text, kind) in [("5000000000", .int32), ("-1", .uint32), ("yes", .bool), ("\\9", .bytes), ("C", .enumeration), ("x", .float)]
            as [(String, FieldDescriptor.Kind)]
        {
            #expect(throws: ProtobufSchemaError.self) { try value(text, kind) }
        }
    }

    @Test func `puts files behind those they import`() throws {
        var root = file("") { $0.dependencies = ["b.proto"] }
        root.name = "root.proto"
        var b = FileDescriptor(name: "b.proto")
        b.dependencies = ["c.proto"]
        let schema = try ProtobufSchema(linking: [root, b, FileDescriptor(name: "c.proto")], roots: [0])
        #expect(schema.files.map(\.name) == ["c.proto", "b.proto", "root.proto"])
        #expect(schema.mainFile.name == "root.proto")
    }

    @Test func `refuses what does not hold together`() {
        func refuse(_ code: ProtobufSchemaError.Code = .invalid, at location: SourceLocation = #_sourceLocation, _ change: (inout MessageDescriptor) -> Void) {
            #expect(sourceLocation: location) {
                try link(file("") { file in
                    var message = message()
                    change(&message)
                    file.messages = [message]
                })
            } throws: { ($0 as? ProtobufSchemaError)?.code == code }
        }
        refuse { $0.fields[0].number = 0 }
        refuse { $0.fields[0].number = 536_870_912 }
        refuse { $0.fields[1].number = 1 }
        refuse { $0.fields[1].name = $0.fields[0].name }
        refuse { $0.fields[0].name = "1x" }
        refuse { $0.name = "" }
        refuse { $0.fields[3].typeName = ".p.Nope" }
        refuse { $0.fields[3].typeName = nil }
        refuse { $0.fields[4].typeName = ".p.M.E" }
        refuse { $0.fields[0].oneofIndex = 0 }
        refuse { $0.fields[0].oneofIndex = -1 }
        refuse { $0.messages = [MessageDescriptor(name: "E")] }
        refuse { $0.enums.append($0.enums[0]) }
        refuse { $0.enums[0].values = [] }
        refuse { $0.options = OptionsBytes([0x38, 0x01]) }
        refuse { $0.options = OptionsBytes([0x38]) }
        refuse { $0.fields[4].defaultValue = "x" }
        refuse {
            var field = FieldDescriptor(name: "x", number: 7, label: .optional, kind: .int32)
            field.extendee = ".p.M"
            $0.extensions = [field]
        }
        refuse(.limit) { message in
            for _ in 0..<70 {
                var outer = MessageDescriptor(name: "M")
                outer.messages = [message]
                message = outer
            }
        }
    }

    @Test func `refuses files that miss each other or go in circles`() {
        var a = FileDescriptor(name: "a.proto")
        a.dependencies = ["b.proto"]
        var b = FileDescriptor(name: "b.proto")
        check(.missingImport, [a])
        check(.invalid, [a, b, b])
        b.dependencies = ["a.proto"]
        check(.invalid, [a, b])
        a.dependencies = ["a.proto"]
        check(.invalid, [a])
        var c = FileDescriptor(name: "c.proto")
        c.publicDependencies = [3]
        check(.invalid, [c])
        c.publicDependencies = []
        c.syntax = "proto4"
        check(.invalid, [c])
        c.syntax = "editions"
        check(.invalid, [c])
        check(.invalid, [FileDescriptor(name: "d.proto")], roots: [])
        check(.invalid, [FileDescriptor(name: "d.proto")], roots: [1])
        check(.limit, (0..<200).map { index in
            var file = FileDescriptor(name: "\(index)")
            if index > 0 { file.dependencies = ["\(index - 1)"] }
            return file
        }.reversed())
    }

    private func check(
        _ code: ProtobufSchemaError.Code, _ files: [FileDescriptor], roots: [Int] = [0], at location: SourceLocation = #_sourceLocation
    ) {
        #expect(sourceLocation: location) { try ProtobufSchema(linking: files, roots: roots) } throws: {
            ($0 as? ProtobufSchemaError)?.code == code
        }
    }

    private func link(_ file: FileDescriptor) throws -> ProtobufSchema { try ProtobufSchema(linking: [file], roots: [0]) }

    private func file(_ syntax: String, _ fill: (inout FileDescriptor) -> Void) -> FileDescriptor {
        var file = FileDescriptor(name: "f.proto")
        file.package = "p"
        file.syntax = syntax.isEmpty ? nil : syntax
        fill(&file)
        return file
    }

    /// An int32, a list of them, a string, an enum and a message.
    private func message() -> MessageDescriptor {
        var message = MessageDescriptor(name: "M")
        var enumeration = EnumDescriptor(name: "E")
        enumeration.values = [EnumDescriptor.Value(name: "A", number: 0), EnumDescriptor.Value(name: "B", number: 5)]
        message.enums = [enumeration]
        message.fields = [
            FieldDescriptor(name: "i", number: 1, label: .optional, kind: .int32),
            FieldDescriptor(name: "l", number: 2, label: .repeated, kind: .int32),
            FieldDescriptor(name: "s", number: 3, label: .optional, kind: .string),
            FieldDescriptor(name: "e", number: 4, label: .optional, kind: .enumeration),
            FieldDescriptor(name: "m", number: 5, label: .optional, kind: .message),
        ]
        message.fields[3].typeName = ".p.M.E"
        message.fields[4].typeName = ".p.M"
        return message
    }
}
