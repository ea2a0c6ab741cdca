package import Avro
package import JSONText

/// A schema beside the JSON it was parsed from.
package struct AvroText {
    package let schema: AvroSchema
    package let tree: JSONNode
    package let editing: JSONTextEditing

    package init?(_ written: WrittenSchema) {
        guard case .avro(let schema) = written.schema else { return nil }
        do {
            tree = try JSONParser.parseTree(written.text)
        } catch {
            return nil
        }
        self.schema = schema
        editing = JSONTextEditing(written.text)
    }

    /// The JSON value at a place.
    package func node(_ place: TextRange) -> JSONNode? { tree.path(to: place)?.node }

    package func pointer(_ place: TextRange) -> String? { tree.path(to: place)?.pointer.description }
}

extension JSONNode {
    /// The value that stands at exactly this place, the outermost if there are several, and the way to it.
    func path(to place: TextRange) -> (node: JSONNode, pointer: JSONPointer)? {
        var node = self
        var tokens: [String] = []
        while node.range.start.byteOffset != place.start.byteOffset || node.range.end.byteOffset != place.end.byteOffset {
            let children: [(token: String, node: JSONNode)] =
                node.asObject?.map { ($0.key, $0.value) } ?? node.asArray?.enumerated().map { (String($0), $1) } ?? []
            guard let child = children.first(where: { $0.node.range.covers(place) }) else { return nil }
            tokens.append(child.token)
            node = child.node
        }
        return (node, JSONPointer(tokens))
    }
}

extension TextRange {
    fileprivate func covers(_ other: TextRange) -> Bool {
        start.byteOffset <= other.start.byteOffset && other.end.byteOffset <= end.byteOffset
    }
}
