/// Durable state as decide → append → apply.
///
/// `decide` looks at the state and says which records a command comes to, or refuses; the records are appended to a
/// log; `apply` is the only code that changes state, and cannot fail. Starting up is `apply` over the whole log, so
/// recovery, replicas and tests run the code that serving runs. Time, ids and randomness arrive inside commands.
package protocol StateMachine: Sendable {
    associatedtype Command: Sendable
    associatedtype Record: LoggedRecord
    associatedtype Reply: Sendable
    associatedtype Rejection: Error

    /// What `command` comes to in this state. Changes nothing.
    func decide(_ command: Command) throws(Rejection) -> Decision<Record, Reply>

    /// Takes a record, new or replayed, into the state.
    mutating func apply(_ record: Record)
}

/// The outcome of a command that was not refused: records to append, in order, and the answer once they are durable.
package struct Decision<Record: Sendable, Reply: Sendable>: Sendable {
    package var records: [Record]
    package var reply: Reply

    package init(records: [Record], reply: Reply) {
        self.records = records
        self.reply = reply
    }
}
