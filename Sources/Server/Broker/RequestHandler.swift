package import KafkaWire

/// What one API means. Handlers live in `Handlers/`, a file per API; `RequestRouter` is the table of them.
package protocol RequestHandler: Sendable {
    associatedtype Request: KafkaRequest

    /// Called on the connection's loop and must not block. The slot is answered once, here or later, from any thread.
    func handle(_ request: Request, _ context: RequestContext, _ reply: ReplySlot<Request.Response>)
}
