import ArgumentParser

/// The schemas a command works on.
struct SchemaPathOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Files and directories; - is standard input. Default: the directories of herald.yaml.", valueName: "path"))
    var paths: [String] = []
}

/// `-I`
struct ImportPathOptions: ParsableArguments {
    @Option(
        name: [.customShort("I"), .long], parsing: .singleValue,
        help: ArgumentHelp("A directory whose schemas may be used; may be repeated.", valueName: "directory"))
    var importPath: [String] = []
}

/// What a registry knows the schemas by, and what they use there.
struct SubjectOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Subject of the schemas. Default: what herald.yaml or their paths say, TOPIC/value.avsc or TOPIC-value.avsc.",
            valueName: "subject"))
    var subject: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A named type that the schemas use; may be repeated.", valueName: "name=subject@version"))
    var reference: [String] = []
}
