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

    private func check(_ text: String, _ name: String) throws {
        let schema: ProtobufSchema
        do { schema = try ProtoCompiler.compile(text) } catch {
            Issue.record("\(name) does not compile: \(error)\n\(text)")
            return
        }
        let meaning = told(schema)
        for form in [ProtobufTextForm.stored, .normalized] {
            let printed = schema.text(form)
            do {
                let again = try ProtoCompiler.compile(printed)
                #expect(told(again) == meaning, "\(name), \(form)\n\(printed)")
            } catch {
                Issue.record("\(name), \(form): \(error)\n\(printed)")
            }
        }
        let described = ProtoPrinter.print(ProtoSyntax(describing: schema.mainFile, in: schema))
        do {
            let again = try ProtoCompiler.compile(described)
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
