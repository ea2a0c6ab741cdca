/// Whose registry clients take this one for, where those differ.
package enum RegistryDialect: String, Sendable, CaseIterable {
    case confluent7 = "confluent-7"
    case confluent8 = "confluent-8"
    case karapace

    /// What an incompatible schema is refused with: the plain status, or a number of its own.
    package var incompatibleSchema: RegistryErrorCode {
        self == .confluent8 ? RegistryErrorCode(rawValue: 40901) : .incompatibleSchema
    }

    /// Whether answers say `"schemaType":"AVRO"`, which others leave out.
    package var namesAvro: Bool { self == .confluent8 }

    /// Whether answers tell a schema's GUID, whether it is deleted, and at its registration all of it.
    package var tellsAll: Bool { self == .confluent8 }

    /// Whether a refusal tells Herald's findings beside the messages. Karapace's clients compare whole bodies; Confluent's read past
    /// what they do not know since 6.2.
    package var tellsFindings: Bool { self != .karapace }

    /// Whether a transitive level compares with the oldest version first.
    package var comparesOldestFirst: Bool { self == .karapace }

    /// Whether a transitive level compares with all versions when one is asked about.
    package var comparesAllIfTransitive: Bool { self == .karapace }

    /// Whether the latest version of a subject without versions is an error to ask about, where others have nothing to object.
    package var missesLatestOfNothing: Bool { self == .karapace }

    /// Whether a verdict says what differs to those who do not ask, in a few words for each difference.
    package var namesDifferencesShortly: Bool { self == .karapace }

    /// Whether Avro texts are shown as they were submitted, members sorted, and not in Java's form.
    package var showsSubmittedAvro: Bool { self == .karapace }

    /// Whether the defaults of new Avro schemas have to fit, where the config does not say.
    package var checksDefaults: Bool { self != .karapace }

    /// Whether new Protobuf texts may set options that nobody declares, and import what no reference is named after.
    package var takesUndeclared: Bool { self == .karapace }

    /// Whether subjects are listed in the order in which they came, and not by name.
    package var listsSubjectsAsTheyCame: Bool { self == .karapace }

    /// Whether what comes again after it was deleted for ever gets the id it had.
    package var remembersDeletedIDs: Bool { self == .karapace }

    /// Whether a version cannot be deleted, though it may come back, while one that is deleted uses it.
    package var keepsWhatDeletedOnesUse: Bool { self == .karapace }

    /// Whether a subject without a mode of its own has the one that holds for it, and one without versions none.
    package var inheritsMode: Bool { self == .karapace }

    /// Whether a deleted config is answered with what holds now, under the name it is set by.
    package var answersDeletionWithRest: Bool { self == .karapace }
}
