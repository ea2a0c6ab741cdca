package import DurableState
package import RegistryModel

/// The schema registry as a value: what is registered, under which settings, and what each command comes to.
///
/// Follows Confluent's registry: in each context ids count from 1 and one content has one id, versions count from 1 in each
/// subject, soft-deleted versions stay until they are deleted for ever. What it adds is that no id is ever
/// given out twice: the highest one is written down by itself before what says it can be deleted for ever.
package struct RegistryState: StateMachine {
    package typealias Command = RegistryCommand
    package typealias Record = RegistryRecord
    package typealias Reply = RegistryReply
    package typealias Rejection = RegistryError

    private(set) var catalog: SchemaCatalog
    private(set) var settings = RegistrySettings()
    private(set) var associations = Associations()
    private(set) var foreignKeys = ForeignKeys()
    let parsedSchemas = ParsedSchemaCache()

    let dialect: RegistryDialect

    package init(dialect: RegistryDialect = .confluent7) {
        self.dialect = dialect
        catalog = SchemaCatalog(remembersDeletedIDs: dialect.remembersDeletedIDs)
    }

    package func decide(_ command: RegistryCommand) throws(RegistryError) -> Decision<RegistryRecord, RegistryReply> {
        switch command {
        case .register(let wish): try register(wish)
        case .registerSet(let set): try register(set)
        case .deleteSubject(let subject, permanently: false): try softDelete(subject)
        case .deleteSubject(let subject, permanently: true): try hardDelete(subject)
        case .deleteVersion(let subject, let version, permanently: false): try softDelete(subject, version)
        case .deleteVersion(let subject, let version, permanently: true): try hardDelete(subject, version)
        case .updateConfig(let subject, let change): try updateConfig(of: subject, change)
        case .deleteConfig(let subject): try deleteConfig(of: subject)
        case .setMode(let mode, let subject, let isForced): try setMode(mode, of: subject, isForced: isForced)
        case .deleteMode(let subject, let isRecursive): try deleteMode(of: subject, isRecursive: isRecursive)
        case .deleteContext(let context): try deleteContext(context)
        case .associate(let wish): try associate(wish)
        case .dissociate(let id, let type, let types, let cascades, let isDryRun):
            try dissociate(id, type: type, types: types, cascades: cascades, isDryRun: isDryRun)
        }
    }

    package mutating func apply(_ record: RegistryRecord) {
        foreignKeys.see(record)
        switch record.content {
        case .schema(let place, let schema?): catalog.put(schema, at: place, timestamp: record.timestamp)
        case .schema(let place, nil): catalog.remove(place)
        case .deleteSubject(let subject, let version): catalog.softDelete(subject, upTo: version)
        case .clearSubject(let subject): catalog.clear(subject)
        case .config(let subject, let config): settings.setConfig(config, of: subject)
        case .mode(let subject, let mode): settings.setMode(mode, of: subject)
        case .submittedText(let place, let text): catalog.setSubmittedText(text, at: place)
        case .highestID(let id, let context): catalog.promise(id, in: context)
        case .context(let context, let isThere): catalog.declare(context, isThere)
        case .association(let key, var association):
            association?.updated = record.timestamp
            associations.put(association, at: key)
        }
    }
}
