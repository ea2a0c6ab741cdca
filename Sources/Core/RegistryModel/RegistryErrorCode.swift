/// What went wrong with a registry request, in Confluent's numbers: the first three digits are the HTTP status.
public struct RegistryErrorCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    public static let badRequest = RegistryErrorCode(rawValue: 400)
    public static let notFound = RegistryErrorCode(rawValue: 404)
    public static let incompatibleSchema = RegistryErrorCode(rawValue: 409)
    public static let unprocessable = RegistryErrorCode(rawValue: 422)
    public static let subjectNotFound = RegistryErrorCode(rawValue: 40401)
    public static let versionNotFound = RegistryErrorCode(rawValue: 40402)
    public static let schemaNotFound = RegistryErrorCode(rawValue: 40403)
    public static let subjectSoftDeleted = RegistryErrorCode(rawValue: 40404)
    public static let subjectNotSoftDeleted = RegistryErrorCode(rawValue: 40405)
    public static let versionSoftDeleted = RegistryErrorCode(rawValue: 40406)
    public static let versionNotSoftDeleted = RegistryErrorCode(rawValue: 40407)
    public static let noSubjectCompatibility = RegistryErrorCode(rawValue: 40408)
    public static let noSubjectMode = RegistryErrorCode(rawValue: 40409)
    public static let associationNotFound = RegistryErrorCode(rawValue: 40410)
    public static let associationExists = RegistryErrorCode(rawValue: 40903)
    public static let strongAssociationExists = RegistryErrorCode(rawValue: 40905)
    public static let noActiveVersion = RegistryErrorCode(rawValue: 40907)
    public static let associationFrozen = RegistryErrorCode(rawValue: 40908)
    public static let invalidSchema = RegistryErrorCode(rawValue: 42201)
    public static let invalidVersion = RegistryErrorCode(rawValue: 42202)
    public static let invalidCompatibilityLevel = RegistryErrorCode(rawValue: 42203)
    public static let invalidMode = RegistryErrorCode(rawValue: 42204)
    public static let operationNotPermitted = RegistryErrorCode(rawValue: 42205)
    public static let referenceExists = RegistryErrorCode(rawValue: 42206)
    public static let invalidSubject = RegistryErrorCode(rawValue: 42208)
    public static let schemaTooLarge = RegistryErrorCode(rawValue: 42209)
    public static let invalidRuleSet = RegistryErrorCode(rawValue: 42210)
    public static let contextNotEmpty = RegistryErrorCode(rawValue: 42211)
    public static let invalidAssociation = RegistryErrorCode(rawValue: 42212)
    public static let storeFailure = RegistryErrorCode(rawValue: 50001)

    /// 404 for 404 and 40401 alike.
    public var httpStatus: Int {
        var status = rawValue
        while status > 999 { status /= 10 }
        return status
    }

    public var description: String { String(rawValue) }
}
