/// Why a command ends, as people and scripts want it: a status, a stable code, and up to four lines of what, where,
/// why and what to do.
struct CommandFailure: Error, Equatable {
    var status: ExitStatus
    /// Upper case, stable: what one searches for.
    var code: String
    var what: String
    var whereabouts: String?
    var why: String?
    var help: String?

    init(
        _ status: ExitStatus, _ code: String, _ what: String, at whereabouts: String? = nil, why: String? = nil,
        help: String? = nil
    ) {
        self.status = status
        self.code = code
        self.what = what
        self.whereabouts = whereabouts
        self.why = why
        self.help = help
    }

    var rendered: String {
        var lines = ["error[\(code)]: \(what)"]
        if let whereabouts { lines.append("  --> \(whereabouts)") }
        if let why { lines.append("  why: \(why)") }
        if let help { lines.append("  help: \(help)") }
        return lines.joined(separator: "\n")
    }
}
