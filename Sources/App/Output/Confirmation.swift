/// What loses data is asked for twice: by its command, and by its name.
enum Confirmation {
    static func ask(_ what: String, name: String, yes: Bool) throws {
        if yes { return }
        guard Console.inputIsTerminal else {
            throw CommandFailure(.usage, "CONFIRM", what, help: "give --yes to do it without being asked")
        }
        Console.error("\(what) Type its name to go on:")
        guard readLine() == name else { throw CommandFailure(.usage, "CONFIRM", "another name was typed: nothing was changed") }
    }
}
