import DurableState
import Registry
import RegistryModel
import Storage

/// Many versions for the registry of a data directory that a server has made, written as the registry writes them but a hundred at a time.
enum RegistryFilling {
    /// Ten versions of each subject: records of eight to seventeen optional fields, 1.1 KB a version with its key.
    static func write(subjects: Int, to path: String) throws {
        let directory = try LogDirectory.open(LogDirectory.Options(path: path))
        defer { directory.close() }
        let engine = EmbeddedLogEngine(directory)
        for partition in RegistryRecord.partitions { try engine.ensureTopic(partition.topic, partitions: 1, config: [:]) }
        let failure = LockedBox<LogEngineError?>(nil)
        for first in stride(from: 0, to: subjects, by: 10) {
            let records = (first..<min(first + 10, subjects)).flatMap { subject in (0..<10).map { record(subject, $0) } }
            let progress = engine.append(records, to: RegistryRecord.schemas) { result in
                if case .failure(let error) = result { failure.update { $0 = error } }
            }
            if case .failed(let error) = progress { throw error }
        }
        // What is still under way is waited for by closing, which comes first.
        directory.close()
        if let failure = failure.value { throw failure }
    }

    private static func record(_ subject: Int, _ version: Int) -> NewRecord {
        let place = SubjectVersion(RegistryModel.Subject("topic-\(subject)-value"), SchemaVersion(unchecked: Int32(version + 1)))
        let names = (0..<8).map { ("field\($0)", "string") } + (0..<version).map { ("added\($0)", "long") }
        let fields = names.map { #"{"name":"\#($0)","type":["null","\#($1)"],"default":null}"# }.joined(separator: ",")
        let text = #"{"type":"record","name":"Subject\#(subject)","namespace":"com.example.app","fields":[\#(fields)]}"#
        let schema = StoredSchema(id: SchemaID(Int32(subject * 10 + version + 1)), format: .avro, schema: text)
        return RegistryRecord(.schema(place, schema)).encoded().record
    }
}
