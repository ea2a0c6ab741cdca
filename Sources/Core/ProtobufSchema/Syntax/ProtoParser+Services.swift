internal import JSONText

extension ProtoParser {
    mutating func service() throws(ProtobufSchemaError) -> ProtoService {
        let start = token.startPosition
        try advance()
        let name = try identifier("the service's name")
        try take("{")
        var members: [ProtoService.Member] = []
        while try !skip("}") {
            if token.kind == .end { throw unexpected("a \"}\" that ends service \(name.text)") }
            if try skip(";") { continue }
            members.append(isAt("option") ? .option(try optionStatement()) : .method(try method()))
        }
        return ProtoService(name: name, members: members, place: place(from: start))
    }

    private mutating func method() throws(ProtobufSchemaError) -> ProtoService.Method {
        let start = token.startPosition
        try take("rpc")
        let name = try identifier("the method's name")
        let input = try messageInParentheses("the name of the method's request message")
        try take("returns")
        let output = try messageInParentheses("the name of the method's response message")
        var options: [ProtoOption] = []
        let hasBody = try skip("{")
        if hasBody {
            while try !skip("}") {
                if token.kind == .end { throw unexpected("a \"}\" that ends method \(name.text)") }
                if try skip(";") { continue }
                guard isAt("option") else { throw unexpected("an option, or \"}\"") }
                options.append(try optionStatement())
            }
        } else {
            try take(";")
        }
        return ProtoService.Method(
            name: name, input: input.name, output: output.name, isClientStreaming: input.isStream,
            isServerStreaming: output.isStream, options: options, hasBody: hasBody, place: place(from: start))
    }

    private mutating func messageInParentheses(
        _ expected: String
    ) throws(ProtobufSchemaError) -> (name: ProtoSyntax.Word, isStream: Bool) {
        try take("(")
        let isStream = try skip("stream")
        let name = try messageName(expected)
        try take(")")
        return (name, isStream)
    }
}
