extension ProtobufSchema {
    /// The main file's text in one of the canonical forms. It compiles to descriptors that are equal but for the order of
    /// members, and for what `withoutExtensions` leaves out.
    package func text(_ form: ProtobufTextForm) -> String {
        let syntax = mainSyntax ?? ProtoSyntax(describing: mainFile, in: self)
        switch form {
        case .stored: return ProtoPrinter.print(syntax)
        case .withoutExtensions: return ProtoPrinter.print(syntax.withoutExtensions)
        case .normalized: return ProtoPrinter.print(syntax.normalized(with: ProtoNames(of: self)), movesDefaults: false)
        }
    }
}
