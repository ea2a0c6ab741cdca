import TestKit

/// Texts of random schemas that compile, with every kind of declaration in a random order and spelling.
struct RandomProto {
    private var random: SeededGenerator
    private let isProto3: Bool
    private var counter = 0
    /// Full names, without a dot in front.
    private var messages: [String] = []
    private var enums: [String] = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        isProto3 = random.oneIn(2)
    }

    mutating func text() -> String {
        let package = random.oneIn(3) ? "" : "pack.age"
        messages = ["Known"].map { qualified($0, package) }
        enums = ["KnownKind"].map { qualified($0, package) }
        var statements = [
            "import \"google/protobuf/descriptor.proto\";", "import public \"google/protobuf/any.proto\";",
            "message Known { \(isProto3 ? "" : "extensions 500 to max;") }", "enum KnownKind { KNOWN_KIND_NONE = 0; }",
            "extend google.protobuf.FieldOptions { \(label) Opt field_opt = 51000; repeated string field_texts = 51001; }",
            """
            message Opt {
              \(label) int32 n = 1; \(label) string s = 2; repeated Opt subs = 3; \(label) double d = 4; \(label) Opt sub = 5;
            }
            """,
        ]
        if !package.isEmpty { statements.append("package \(package);") }
        for _ in 0..<Int.random(in: 1...4, using: &random) { statements.append(message(in: package, depth: 0)) }
        for _ in 0..<Int.random(in: 0...2, using: &random) { statements.append(enumeration(in: package)) }
        if random.oneIn(2) { statements.append(service()) }
        if random.oneIn(2) { statements.append("option java_package = \"\(name())\";") }
        if !isProto3 { statements.append("extend Known { optional int32 \(name()) = 600; optional Known \(name()) = 550; }") }
        statements.shuffle(using: &random)
        return (["syntax = \"\(isProto3 ? "proto3" : "proto2")\";"] + statements).joined(
            separator: random.oneIn(2) ? "\n" : " /* */ ")
    }

    private var label: String { isProto3 ? "" : "optional" }

    private func qualified(_ name: String, _ scope: String) -> String { scope.isEmpty ? name : "\(scope).\(name)" }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }

    private mutating func name() -> String {
        counter += 1
        return pick(["alpha", "b_c", "message", "Option", "_x", "to", "reserved_"]) + "\(counter)"
    }

    // MARK: Declarations

    private mutating func message(in scope: String, depth: Int) -> String {
        let own = "M\(counter)"
        counter += 1
        let full = qualified(own, scope)
        messages.append(full)
        return "message \(own) {\(body(in: full, depth: depth))}"
    }

    private mutating func body(in scope: String, depth: Int) -> String {
        var numbers = Array(1...40).shuffled(using: &random)
        var statements: [String] = []
        for _ in 0..<Int.random(in: 0...5, using: &random) { statements.append(field(number: numbers.removeLast())) }
        if random.oneIn(2) {
            let fields = (0...Int.random(in: 0...2, using: &random)).map { _ in
                "\(type()) \(name()) = \(numbers.removeLast())\(options());"
            }
            statements.append("oneof \(name()) { \(fields.joined(separator: " ")) }")
        }
        if random.oneIn(2) {
            statements.append(
                "map<\(pick(["string", "int64", "bool"])), \(type())> \(name()) = \(numbers.removeLast());"
            )
        }
        if random.oneIn(3) {
            statements.append("reserved 0x40 to 70, \(numbers.removeLast()); reserved \"gone\(counter)\", 'lost\(counter)';")
        }
        if random.oneIn(3) { statements.append("option deprecated = \(random.oneIn(2));") }
        if !isProto3 {
            if random.oneIn(3) { statements.append("extensions 200 to 300, 400; extensions 1000 to max;") }
            if random.oneIn(3) {
                statements.append("extend .\(messages[0]) { optional \(type()) \(name()) = \(700 + counter); }")
            }
            if random.oneIn(3), depth < 3 {
                let group = "G\(counter)"
                counter += 1
                statements.append(
                    "optional group \(group) = \(numbers.removeLast()) {\(body(in: qualified(group, scope), depth: depth + 1))}")
            }
        }
        if random.oneIn(3) { statements.append(enumeration(in: scope)) }
        while depth < 3, random.oneIn(3) { statements.append(message(in: scope, depth: depth + 1)) }
        statements.shuffle(using: &random)
        return statements.joined(separator: " ")
    }

    private mutating func field(number: Int) -> String {
        let labels = isProto3 ? ["", "optional ", "repeated "] : ["optional ", "required ", "repeated "]
        let label = pick(labels)
        if label != "repeated ", !isProto3, random.oneIn(3) {
            let (type, value) = pick([
                ("int32", "-0x10"), ("uint64", "18446744073709551615"), ("double", "1.25e-3"), ("float", "-inf"),
                ("bool", "true"),
                ("string", "\"a\\\"b\\n\\303\\244\""), ("bytes", "'\\376\\0x'"), ("sint64", "- 7"),
            ])
            return "\(label)\(type) \(name()) = \(number) [default = \(value)];"
        }
        return "\(label)\(type()) \(name()) = \(number)\(options());"
    }

    private mutating func type() -> String {
        if random.oneIn(3) { return ".\(pick(messages))" }
        if random.oneIn(5) { return ".\(pick(enums))" }
        return pick([
            "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32",
            "sfixed64",
            "bool", "string", "bytes", "Known",
        ])
    }

    private mutating func options() -> String {
        var all = ["deprecated = true", "json_name = \"json\(counter)\"", "(field_texts) = 'x'", "(field_texts) = \"y\" \"z\""]
        all.append(
            random.oneIn(2)
                ? "(field_opt).n = -3" : "(field_opt) = { n: 0x10 subs { s: 'q' d: 1.5 }, subs: [<>, { d: -2e3 }]; sub { n: 1 } }"
        )
        let some = all.filter { _ in random.oneIn(4) }
        return some.isEmpty ? "" : " [\(some.joined(separator: ", "))]"
    }

    private mutating func enumeration(in scope: String) -> String {
        let own = "E\(counter)"
        counter += 1
        enums.append(qualified(own, scope))
        var values = (0..<Int.random(in: 0...4, using: &random)).map { _ in
            counter += 1
            return "V\(counter) = \(random.oneIn(2) ? "-" : "")\(counter)\(random.oneIn(3) ? " [deprecated = true]" : "");"
        }
        if random.oneIn(3) { values.append("reserved 5000 to max, -9000; reserved \"OLD\";") }
        values.shuffle(using: &random)
        return "enum \(own) { NONE\(counter) = 0; \(values.joined(separator: " ")) }"
    }

    private mutating func service() -> String {
        let input = pick(messages), output = pick(messages)
        return
            "service S\(counter) { rpc A(stream .\(input)) returns (.\(output)); rpc B(.\(output)) returns (stream .\(input)) { option deprecated = true; } }"
    }
}
