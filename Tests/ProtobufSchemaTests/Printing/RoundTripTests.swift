import Foundation
import ProtobufSchema
import TestKit
import Testing

/// Descriptors are compared by what is told of them in the normalised form, which has all of a descriptor but its order.
@Suite struct `A printed schema compiles to the same descriptors` {
    @Test(arguments: try PrintingCase.all())
    func `for each printing case`(printing: PrintingCase) throws {
        try check(printing.text, "\(printing.name)")
    }

    @Test func `for random schemas`() throws {
        for seed in Seed.values(25) {
            var random = RandomProto(seed: seed)
            try check(random.text(), "seed \(seed)")
        }
    }

    @Test(arguments: ["accepted", "editions"])
    func `for each file that is compared with protoc`(folder: String) throws {
        let folder = Protoc.corpus.appending(path: folder)
        let sources = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            ProtoCompiler.Source(name: name, text: try String(contentsOf: folder.appending(path: name), encoding: .utf8))
        }
        #expect(!sources.isEmpty)
        for source in sources { try check(source.text, source.name, beside: sources.filter { $0 != source }) }
    }

    private func check(_ text: String, _ name: String, beside imports: [ProtoCompiler.Source] = []) throws {
        func compile(_ text: String) throws(ProtobufSchemaError) -> ProtobufSchema {
            try ProtoCompiler.compile(text, named: imports.isEmpty ? "schema.proto" : name, imports: imports)
        }
        let schema: ProtobufSchema
        do { schema = try compile(text) } catch {
            Issue.record("\(name) does not compile: \(error)\n\(text)")
            return
        }
        let meaning = told(schema)
        for form in [ProtobufTextForm.stored, .normalized] {
            let printed = schema.text(form)
            do {
                let again = try compile(printed)
                #expect(told(again) == meaning, "\(name), \(form)\n\(printed)")
            } catch {
                Issue.record("\(name), \(form): \(error)\n\(printed)")
            }
        }
        let described = ProtoPrinter.print(ProtoSyntax(describing: schema.mainFile, in: schema))
        if name == "custom.proto" {
            // It sets parts of a message with a required field one by one. Descriptors do not tell, and a literal has to have it.
            #expect(throws: ProtobufSchemaError.self) { try compile(described) }
            return
        }
        do {
            let again = try compile(described)
            #expect(told(again) == meaning, "\(name), described\n\(described)")
        } catch {
            Issue.record("\(name), described: \(error)\n\(described)")
        }
    }

    private func told(_ schema: ProtobufSchema) -> String {
        let syntax = ProtoSyntax(describing: schema.mainFile, in: schema).normalized(with: ProtoNames(of: schema))
        return ProtoPrinter.print(syntax)
    }
}
