package import JSONText

/// One reason why two versions of a schema do not go together: the same for registry, command line and console, which
/// only render it differently.
///
/// The check fills what it knows at once; `FindingEvidence` adds, for whoever shows a finding to people, what takes the texts:
/// pointers, fragments, a witness, fixes.
package struct SchemaFinding: Sendable {
    package var rule: CompatibilityRule
    package var direction: CompatibilityDirection
    /// The old version that is concerned.
    package var against: Int
    /// Where in the reader's schema, as registries write it: `/fields/2/type`; the root is `/`.
    package var path: JSONPointer
    /// The same in a Protobuf schema, as Confluent writes it: `#/Order/Line/3`, `#/Order/3`; nil for Avro.
    package var protobufPath: String?
    /// The places in the texts that were parsed; nil where that part came from a reference.
    package var newPlace: TextRange?
    package var oldPlace: TextRange?
    /// What stands at the places: a JSON pointer into an Avro text, `Message.field` of a Protobuf one. Nil until known.
    package var newPointer: String?
    package var oldPointer: String?
    /// What is at fault by its name: `com.acme.Order.currency`, `com.acme.Status`. Nil for a root that has no name.
    package var element: String?
    /// What happened, for people, without its full stop.
    package var sentence: String
    /// What Confluent calls additional information; its shape is fixed by the rule.
    package var info: String
    package var level = FindingLevel.error
    /// The fragments at fault in the old and the new text, as written but on one line.
    package var before: String?
    package var after: String?
    package var witness: FindingWitness?
    /// Why nothing breaks on the wire, where nothing does: then there is no witness.
    package var harmless: String?
    /// Best first.
    package var fixes: [FindingFix] = []

    /// `path` as Confluent prints it.
    package var pathText: String { protobufPath ?? (path.tokens.isEmpty ? "/" : path.description) }

    /// Both places, the old one first; one that lies in a reference has no range.
    package var places: [FindingPlace] {
        [
            FindingPlace(side: .old, pointer: oldPointer ?? pathText, range: oldPlace),
            FindingPlace(side: .new, pointer: newPointer ?? pathText, range: newPlace),
        ]
    }
}
