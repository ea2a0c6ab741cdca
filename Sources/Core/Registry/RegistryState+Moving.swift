package import RegistryModel

/// What a registry is moved by, beside its schemas.
extension RegistryState {
    /// What was set for each subject, context (`:.staging:`) and, under nil, for all; nothing inherited.
    package var ownConfigs: [Subject?: RegistryConfig] { settings.configs.mapValues(\.config) }

    /// Likewise the modes, as written.
    package var ownModes: [Subject?: String] { settings.modes }
}

extension SchemaGUID {
    /// What a schema is called by its content, whatever the registry says that holds it.
    package init(of schema: RegisteredSchema) {
        self.init(
            schema: schema.schema, references: schema.references, metadata: schema.metadata, ruleSet: schema.ruleSet)
    }
}
