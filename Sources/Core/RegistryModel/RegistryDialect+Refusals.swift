extension RegistryDialect {
    /// A new version that is not compatible.
    ///
    /// - Parameter messages: The differences in this dialect's words, in the order they were found.
    package func incompatible(_ subject: Subject, level: String, messages: [String]) -> RegistryError {
        guard self == .karapace else { return .incompatible(subject, messages: messages, code: incompatibleSchema) }
        let differences = messages.joined(separator: ", ")
        return RegistryError(
            incompatibleSchema, "Incompatible schema, compatibility_mode=\(level). Incompatibilities: \(differences)")
    }

    /// A refusal in this dialect's numbers and words.
    package func worded(_ error: RegistryError) -> RegistryError {
        guard self == .karapace else { return error }
        var worded = error
        switch error.code {
        case .badRequest: worded.code = .unprocessable
        case .invalidSchema where error.message.hasPrefix("Invalid schema type "): worded.code = .unprocessable
        case .versionSoftDeleted: worded.message.replace("deleted.Set", with: "deleted. Set")
        default: break
        }
        return worded
    }

    /// Why a schema that is no schema was not found.
    package func lookupRefusal(_ error: RegistryError, of subject: Subject) -> RegistryError {
        guard self == .karapace, error.code == .invalidSchema, !error.message.hasPrefix("Invalid schema type ") else { return error }
        return RegistryError(error.code, "Error while looking up schema under subject \(subject)")
    }
}
