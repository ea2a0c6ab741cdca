/// How the program ends. Documented in the help of `herald`, and frozen: scripts rely on the numbers.
enum ExitStatus: Int32, Error {
    case ok = 0
    /// I/O, a bad answer of the server, a bug.
    case failure = 1
    case usage = 2
    /// Incompatible schemas and the like: the command did its job, and the answer is no.
    case findings = 3
    case notFound = 4
    case permission = 5
    /// Changed meanwhile, still in use, there already.
    case conflict = 6
    /// Nobody there, or no answer in time.
    case unreachable = 7

    /// For the help of `herald`.
    static let summary = """
        0 ok, 1 failure, 2 usage, 3 findings (an incompatible schema), 4 not found, 5 permission, 6 conflict, \
        7 unreachable or timed out
        """
}
