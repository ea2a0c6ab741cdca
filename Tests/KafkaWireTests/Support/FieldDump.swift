import Bytes
import KafkaWire

/// A message as lines of `path = value`, by reflection: what the golden frames' comments are compared with.
enum FieldDump {
    /// `frame` is where record bytes lie.
    static func lines(of message: some KafkaMessage, frame: [UInt8]) -> [String] {
        var lines: [String] = []
        append(message, "", frame, &lines)
        return lines
    }

    private static func append(_ value: Any, _ path: String, _ frame: [UInt8], _ lines: inout [String]) {
        switch value {
        case let text as String: lines.append("\(path) = \"\(text)\"")
        case let flag as Bool: lines.append("\(path) = \(flag)")
        case let number as any FixedWidthInteger: lines.append("\(path) = \(number)")
        case let code as ErrorCode: lines.append("\(path) = \(code.rawValue)")
        case let uuid as KafkaUUID: lines.append("\(path) = \(uuid)")
        case let bytes as [UInt8]: lines.append("\(path) = 0x\(HexDump.compact(bytes))")
        case let records as RecordBytes:
            switch records {
            case .none: lines.append("\(path) = null")
            case .frame(let range): lines.append("\(path) = 0x\(HexDump.compact(frame[range]))")
            case .bytes(let bytes): lines.append("\(path) = 0x\(HexDump.compact(bytes))")
            case .splice(let count): lines.append("\(path) = splice of \(count)")
            }
        default:
            let mirror = Mirror(reflecting: value)
            switch mirror.displayStyle {
            case .optional:
                guard let some = mirror.children.first else { return lines.append("\(path) = null") }
                append(some.value, path, frame, &lines)
            case .collection:
                lines.append("\(path).count = \(mirror.children.count)")
                for (index, element) in mirror.children.enumerated() {
                    append(element.value, "\(path)[\(index)]", frame, &lines)
                }
            default:
                for child in mirror.children {
                    append(child.value, path.isEmpty ? child.label ?? "" : "\(path).\(child.label ?? "")", frame, &lines)
                }
            }
        }
    }
}
