package import JSONText

/// What a filter looks at: a record in the form people are shown.
package struct FilteredRecord: Sendable {
    package var topic: String
    package var partition: Int32
    package var offset: Int64
    /// Since 1970, in milliseconds.
    package var timestamp: Int64?
    /// Nil: there is none, or the filter does not ask for it.
    package var key: JSONValue?
    /// Nil for a tombstone.
    package var value: JSONValue?
    /// Of the value.
    package var schemaID: Int32?
    /// In their order; of those with the same name the last one counts.
    package var headers: [(name: String, value: JSONValue)]

    package init(
        topic: String, partition: Int32, offset: Int64, timestamp: Int64?, key: JSONValue? = nil, value: JSONValue? = nil,
        schemaID: Int32? = nil, headers: [(name: String, value: JSONValue)] = []
    ) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.schemaID = schemaID
        self.headers = headers
    }
}
