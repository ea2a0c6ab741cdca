internal import NIOCore
internal import RegistryModel
internal import Synchronization

/// Replies to `GET /schemas/ids/{id}` as they go out, so that the request every consumer begins with costs a look-up.
///
/// A schema never changes under its id; only a permanent deletion makes a reply wrong, and that empties the cache before
/// it is answered. When the replies pass the bound all are dropped.
final class SchemaReplyCache: Sendable {
    /// Stands for the time before the next deletion.
    struct Epoch: Equatable, Sendable { fileprivate var number = 0 }

    private struct Contents {
        var replies: [SchemaID: ByteBuffer] = [:]
        var byteCount = 0
        var epoch = Epoch()
    }

    private let maxBytes: Int
    private let contents = Mutex(Contents())

    init(maxBytes: Int = 4 << 20) { self.maxBytes = maxBytes }

    func find(_ id: SchemaID) -> ByteBuffer? { contents.withLock { $0.replies[id] } }

    /// To be taken before the state is looked at.
    var epoch: Epoch { contents.withLock { $0.epoch } }

    /// Keeps a reply made from a state seen after `epoch` was taken, unless something was deleted since.
    func keep(_ reply: ByteBuffer, for id: SchemaID, seenIn epoch: Epoch) {
        guard reply.readableBytes <= maxBytes / 4 else { return }
        contents.withLock { contents in
            guard contents.epoch == epoch else { return }
            if contents.byteCount + reply.readableBytes > maxBytes {
                contents.replies = [:]
                contents.byteCount = 0
            }
            if contents.replies.updateValue(reply, forKey: id) == nil { contents.byteCount += reply.readableBytes }
        }
    }

    func removeAll() {
        contents.withLock { contents in
            contents.replies = [:]
            contents.byteCount = 0
            contents.epoch.number += 1
        }
    }
}
