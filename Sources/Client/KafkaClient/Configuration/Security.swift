/// How a connection is protected and who it says it is.
///
/// ```swift
/// let inside = Security.plaintext
/// let outside = Security.tls(TLS(caFile: "ca.pem"), login: .plain(user: "app", password: secret))
/// ```
public enum Security: Hashable, Sendable {
    case plaintext
    /// A login in clear text: on a trusted network only.
    case plaintextWith(login: Login)
    case tls(TLS, login: Login? = nil)

    var settings: [(name: String, value: String)] {
        switch self {
        case .plaintext: [("security.protocol", "plaintext")]
        case .plaintextWith(let login): [("security.protocol", "sasl_plaintext")] + login.settings
        case .tls(let tls, let login):
            [("security.protocol", login == nil ? "ssl" : "sasl_ssl")] + tls.settings + (login?.settings ?? [])
        }
    }
}

/// Certificates as PEM files.
public struct TLS: Hashable, Sendable {
    /// Authorities to trust; nil means the system's.
    public var caFile: String?
    /// This client's own certificate and key, where the cluster asks for one.
    public var certificateFile: String?
    public var keyFile: String?
    public var keyPassword: String?

    public init(caFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil, keyPassword: String? = nil) {
        self.caFile = caFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.keyPassword = keyPassword
    }

    var settings: [(name: String, value: String)] {
        [
            ("ssl.ca.location", caFile), ("ssl.certificate.location", certificateFile), ("ssl.key.location", keyFile),
            ("ssl.key.password", keyPassword),
        ].compactMap { name, value in value.map { (name: name, value: $0) } }
    }
}

/// User name and password, and how they travel.
public struct Login: Hashable, Sendable {
    let mechanism: String
    let user: String
    let password: String

    /// The password itself is sent: use with TLS.
    public static func plain(user: String, password: String) -> Login {
        Login(mechanism: "PLAIN", user: user, password: password)
    }

    /// RFC 5802: the password is never sent.
    public static func scram256(user: String, password: String) -> Login {
        Login(mechanism: "SCRAM-SHA-256", user: user, password: password)
    }

    /// RFC 5802: the password is never sent.
    public static func scram512(user: String, password: String) -> Login {
        Login(mechanism: "SCRAM-SHA-512", user: user, password: password)
    }

    var settings: [(name: String, value: String)] {
        [("sasl.mechanism", mechanism), ("sasl.username", user), ("sasl.password", password)]
    }
}
