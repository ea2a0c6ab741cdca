internal import Digests

/// What a schema means, whatever its text looks like: its descriptors without source information.
///
/// The main file's name is no part of it, for a schema of a registry has none; the names of imports are. The order of messages
/// counts, for message indexes are positions; the order of fields, enums, services, imports and reservations does not, and
/// printing a schema in a canonical form may change it.
extension ProtobufSchema {
    /// Whether two schemas say the same: equal descriptors of the main file and of all it imports.
    public func isEquivalent(to other: ProtobufSchema) -> Bool { identity == other.identity }

    /// SHA-256 over the identity, 32 bytes: equal for schemas that say the same.
    public var digest: [UInt8] { Digest.sha256(identity) }

    private var identity: [UInt8] {
        let main = roots[roots.count - 1]
        var file = files[main]
        file.name = ""
        var writer = WireWriter()
        writer.field(1, bytes: file.inOrder.serialized)
        for index in imported(by: main).sorted(by: { files[$0].name < files[$1].name }) {
            writer.field(1, bytes: files[index].inOrder.serialized)
        }
        return writer.bytes
    }

    /// All that a file needs, directly or not.
    private func imported(by main: Int) -> Set<Int> {
        let indices = Dictionary(files.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        var found: Set<Int> = []
        var pending = [main]
        while let next = pending.popLast() {
            for name in files[next].dependencies {
                if let index = indices[name], found.insert(index).inserted { pending.append(index) }
            }
        }
        return found
    }
}
