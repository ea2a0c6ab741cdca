package import KafkaWire

/// What one API means. Handlers live in `Handlers/`, a file per API; `RequestRouter` is the table of them.
package protocol RequestHandler: Sendable {
    associatedtype Request: KafkaRequest

    /// Whether requests that came behind one of these wait until it is answered: those that change what others are about, and
    /// do it
    /// later than at once. Kafka does so with all requests of a connection.
    static var holdsLaterRequests: Bool { get }

    /// Called on the connection's loop and must not block. The slot is answered once, here or later, from any thread.
    func handle(_ request: Request, _ context: RequestContext, _ reply: ReplySlot<Request.Response>)

    /// What is to be known of a request where it is measured.
    func traits(_ request: Request) -> RequestTraits
}

extension RequestHandler {
    package func traits(_ request: Request) -> RequestTraits { RequestTraits() }
}

extension RequestHandler {
    package static var holdsLaterRequests: Bool { false }
}
