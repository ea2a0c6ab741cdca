internal import Avro
internal import JSONText
internal import RecordFilters

/// The text of a `--where` filter. What is refused says where; what is taken says of each record yes or no, the other when it is
/// negated, and the same in parentheses.
enum FilterFuzzing {
    static func run(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self), let filter = parsed(text) else { return }
        // One more level and two more bytes may be more than is taken.
        let inParentheses = parsed("(\(text))"), negated = parsed("!(\(text))")
        for shape in shapes {
            guard let bound = bound(filter, shape) else { continue }
            let same = inParentheses.flatMap { self.bound($0, shape) }, opposite = negated.flatMap { self.bound($0, shape) }
            for record in records {
                let isMeant = bound.matches(record)
                require(same.map { $0.matches(record) == isMeant } ?? true, "parentheses change what it says: \(text)")
                require(opposite.map { $0.matches(record) != isMeant } ?? true, "it is neither so nor not so: \(text)")
            }
        }
    }

    private static func parsed(_ text: String) -> RecordFilter? {
        do { return try RecordFilter(text) } catch { check(error) }
        return nil
    }

    private static func bound(_ filter: RecordFilter, _ shape: ValueShape) -> BoundFilter? {
        do { return try filter.bind(key: .anything, value: shape) } catch { check(error) }
        return nil
    }

    private static func check(_ error: FilterError) {
        let length = error.text.unicodeScalars.count
        require(error.place.upperBound <= length + 1, "the error is at \(error.place), of \(length) scalars: \(error.text)")
        require(!error.sentence.isEmpty && !error.pointer.isEmpty, "the error says nothing")
    }

    private static let shapes: [ValueShape] = {
        do {
            return [.anything] + (try FuzzSchemas.all.map { ValueShape(try AvroSchema(parsing: $0)) })
                + [ValueShape(try AvroSchema(parsing: schema))]
        } catch {
            finding("the schemas of the fuzzer are schemas: \(error)")
        }
    }()

    private static let schema = """
        {"type": "record", "name": "Order", "fields": [{"name": "id", "type": "string"}, {"name": "amount", "type": "long"},
          {"name": "paid", "type": "boolean"}, {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
          {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
          {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["OPEN", "CLOSED"]}},
          {"name": "note", "type": ["null", "string"]}, {"name": "labels", "type": {"type": "map", "values": "string"}},
          {"name": "items", "type": {"type": "array", "items": "Order"}}]}
        """

    private static let records: [FilteredRecord] = {
        let values = [
            """
            {"id": "o-1", "amount": 9007199254740993, "paid": true, "at": "2026-11-20T10:31:07.500Z", "price": "12.50",
             "state": "OPEN", "note": null, "labels": {"x-y": "1"}, "items": [{"id": "a", "amount": 1, "paid": false}]}
            """,
            #"{"id": 5, "amount": "soon", "paid": null, "at": 1e400, "price": [], "items": {}, "a": [1, [2.5]], "labels": 3}"#,
        ]
        do {
            return [nil] + (try values.map { try JSONParser.parse($0) })
        } catch {
            finding("the values of the fuzzer are JSON: \(error)")
        }
    }().map { value in
        FilteredRecord(
            topic: "orders", partition: 3, offset: 41, timestamp: 1_795_170_667_500, key: value == nil ? nil : .string("eu-7"),
            value: value, schemaID: 7, headers: [("source", .string("app")), ("source", .string("web")), ("n", .string("3"))])
    }
}
