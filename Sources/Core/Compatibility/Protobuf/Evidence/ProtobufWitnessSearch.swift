internal import ProtobufCodec
internal import ProtobufSchema

/// Looks for a record of the writer that the reader refuses or takes for something else. Every record goes through the real
/// decoder twice; nothing is concluded from the schemas.
struct ProtobufWitnessSearch {
    /// Of any message of their schemas.
    let writer: ProtobufDecodingPlan
    let reader: ProtobufDecodingPlan
    let work: SearchWork

    static let limits = ProtobufCodecLimits(maxBytes: 1 << 16, maxDepth: 100, maxValues: 1 << 16)

    private var records: SmallRecords { SmallRecords(schema: writer.schema, work: work) }

    /// Whether a message has records at all: required fields may lead back to it.
    func canWrite(_ message: ProtobufSchema.MessageID) -> Bool { records.smallest(message) != nil }

    /// - Parameters:
    ///   - numbers: the fields at fault, which have to read as they were written.
    ///   - allowsListsOfOne: whether a value and a list of it are the same.
    func witness(
        for message: ProtobufSchema.MessageID, as readMessage: ProtobufSchema.MessageID, numbers: [Int32],
        allowsListsOfOne: Bool = false
    ) -> FindingWitness? {
        let (writerPlan, readerPlan) = (writer.plan(for: message), reader.plan(for: readMessage))
        let fieldCount = writer.schema[message].fields.count + reader.schema[readMessage].fields.count
        for record in records.records(of: message, setting: numbers) {
            guard work.take(2 * record.count + fieldCount) else { return nil }
            // A record that its own schema does not take proves nothing.
            guard let written = try? DynamicMessage(record, plan: writerPlan) else { continue }
            guard let outcome = outcome(of: record, written, readerPlan, numbers, allowsListsOfOne) else { continue }
            guard let json = try? ProtobufJSON.text(written) else { continue }
            return FindingWitness(data: record, type: writer.schema[message].fullName, json: json, outcome: outcome)
        }
        return nil
    }

    /// What went wrong, nil where the record reads as it was written.
    private func outcome(
        of record: [UInt8], _ written: DynamicMessage, _ plan: ProtobufDecodingPlan, _ numbers: [Int32], _ allowsListsOfOne: Bool
    ) -> String? {
        let read: DynamicMessage
        do {
            read = try DynamicMessage(record, plan: plan)
        } catch {
            return "the reader refuses it: \(error)"
        }
        guard case .message(let before) = ReadValue(written), case .message(let after) = ReadValue(read) else { return nil }
        for number in numbers {
            guard let value = before[number] else { continue }
            let name = writer.schema[written.messageType].fields.first { $0.number == number }?.name ?? "\(number)"
            guard let other = after[number] else {
                return "\(name) (\(number)), written as \(value.text), is not set for the reader"
            }
            let isSame = allowsListsOfOne ? value.single == other.single : value == other
            if !isSame { return "\(name) (\(number)), written as \(value.text), reads as \(other.text)" }
        }
        return nil
    }
}
