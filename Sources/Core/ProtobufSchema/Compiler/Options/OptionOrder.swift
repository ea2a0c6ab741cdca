internal import Bytes

extension Compilation {
    /// The bytes of an options message: its own fields by number, then extensions in the order written. Parts of a message
    /// that is a field of its own become one.
    func ordered(_ entries: [OptionInterpretation.Entry], of message: String) -> [UInt8] {
        if entries.count == 1 { return canonical(entries[0], of: message) }
        var bytes: [UInt8] = []
        let known = entries.filter(\.isKnown).enumerated().sorted {
            ($0.element.number, $0.offset) < ($1.element.number, $1.offset)
        }
        var index = 0
        while index < known.count {
            var entry = known[index].element
            index += 1
            let field = self.field(number: entry.number, of: message)
            while index < known.count, known[index].element.number == entry.number, field?.isSingularMessage ?? false {
                entry.bytes += known[index].element.bytes
                index += 1
            }
            bytes += canonical(entry, of: message)
        }
        for entry in entries where !entry.isKnown { bytes += entry.bytes }
        return bytes
    }

    private func canonical(_ entry: OptionInterpretation.Entry, of message: String) -> [UInt8] {
        guard entry.isKnown, let field = field(number: entry.number, of: message), field.isSingularMessage else {
            return entry.bytes
        }
        return merged(entry.bytes, of: message)
    }

    /// A message's fields by number, where each singular message occurs once. Reads what we have written ourselves.
    private func merged(_ bytes: [UInt8], of message: String) -> [UInt8] {
        var parts: [(number: Int32, bytes: [UInt8], content: [UInt8]?)] = []
        let isWhole = bytes.withByteReader { reader in
            do throws(MalformedBytes) {
                while !reader.isAtEnd {
                    let start = reader.position
                    let tag = try reader.readTag()
                    var content: [UInt8]?
                    if tag.type == .lengthDelimited, field(number: tag.number, of: message)?.isSingularMessage ?? false {
                        content = try reader.readDelimitedBytes()
                    } else {
                        try reader.skipValue(of: tag)
                    }
                    parts.append((tag.number, Array(bytes[start..<reader.position]), content))
                }
                return true
            } catch {
                return false
            }
        }
        guard isWhole else { return bytes }
        parts = parts.enumerated().sorted { ($0.element.number, $0.offset) < ($1.element.number, $1.offset) }.map(\.element)
        var writer = WireWriter()
        var index = 0
        while index < parts.count {
            let part = parts[index]
            index += 1
            guard var content = part.content, let field = field(number: part.number, of: message) else {
                writer.raw(part.bytes)
                continue
            }
            while index < parts.count, parts[index].number == part.number {
                content += parts[index].content ?? []
                index += 1
            }
            writer.field(part.number, bytes: merged(content, of: field.messageName))
        }
        return writer.bytes
    }

    func field(number: Int32, of message: String) -> FieldDraft? {
        if let field = self.message(".\(message)")?.fields.first(where: { $0.descriptor.number == number }) { return field }
        guard let name = extensionOwners[ExtensionKey(extendee: ".\(message)", number: number)],
            let symbol = names.anywhere(name)
        else { return nil }
        return field(symbol, of: message)
    }
}

extension FieldDraft {
    var isSingularMessage: Bool { descriptor.kind == .message && !isRepeated }

    /// Written between a start and an end tag.
    var isDelimited: Bool {
        descriptor.kind == .group || (descriptor.kind == .message && features.isDelimited && !isMap)
    }
}
