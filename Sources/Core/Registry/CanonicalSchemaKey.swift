internal import RegistryModel

/// The key of a schema version in the very bytes that Confluent's registry and this one write: nearly all of a large log, read
/// without a tree of JSON.
enum CanonicalSchemaKey {
    private static let head = Array(#"{"keytype":"SCHEMA","subject":""#.utf8)
    private static let middle = Array(#"","version":"#.utf8)
    private static let tail = Array(#","magic":1}"#.utf8)

    /// Nil for every other key: other members, another order, white space, a subject that is not plain ASCII.
    static func read(_ key: [UInt8]) -> SubjectVersion? {
        guard key.starts(with: head), let end = key[head.count...].firstIndex(of: UInt8(ascii: "\"")) else { return nil }
        let subject = key[head.count..<end]
        guard subject.allSatisfy({ (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }), key[end...].starts(with: middle) else {
            return nil
        }
        var position = end + middle.count, number: Int32 = 0
        let firstDigit = position
        while position < key.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(key[position]) {
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int32(key[position] - UInt8(ascii: "0")))
            if overflow || carry { return nil }
            number = sum
            position += 1
        }
        guard key[position...].elementsEqual(tail), key[firstDigit] != UInt8(ascii: "0"), let version = SchemaVersion(number) else {
            return nil
        }
        return SubjectVersion(Subject(String(decoding: subject, as: UTF8.self)), version)
    }
}
