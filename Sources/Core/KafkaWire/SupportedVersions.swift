/// What ApiVersions tells clients, and what happens to a request outside of it.
package enum SupportedVersions {
    /// Every API we speak, by key.
    package static let table: [ApiVersionsResponse.ApiVersion] = APIKey.allCases.map { api in
        ApiVersionsResponse.ApiVersion(
            apiKey: api.rawValue, minVersion: api.advertisedVersions.lowerBound, maxVersion: api.advertisedVersions.upperBound)
    }

    package enum Verdict: Equatable, Sendable {
        case served(APIKey)
        /// ApiVersions at a version we do not know: answered in the form of version 0, so that the client can try again.
        case apiVersionsUnknown
        /// Nothing can be answered, because the answer's form is not known. The sentence says what was asked and what is served.
        case refused(String)
    }

    package static func verdict(apiKey: Int16, version: Int16) -> Verdict {
        guard let api = APIKey(rawValue: apiKey) else {
            return .refused("\(APIName.of(apiKey)) (API key \(apiKey)) version \(version) was asked, which Herald does not serve")
        }
        if api.versions.contains(version) { return .served(api) }
        if api == .apiVersions { return .apiVersionsUnknown }
        let served = api.versions
        return .refused(
            "\(api.name) (API key \(apiKey)) version \(version) was asked, "
                + "Herald serves \(served.lowerBound) to \(served.upperBound)")
    }
}
