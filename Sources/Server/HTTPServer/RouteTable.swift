internal import HTTPTypes
internal import RegistryModel

/// Finds the route of a request, or the error that says there is none.
struct RouteTable: Sendable {
    enum Match {
        case route(HTTPRoute, parameters: [String])
        /// The path is served, the method is not.
        case wrongMethod(allowed: [HTTPRequest.Method])
        case unknown
    }

    /// By number of segments.
    private let routes: [Int: [HTTPRoute]]

    init(_ routes: [HTTPRoute]) {
        self.routes = Dictionary(grouping: routes) { $0.path.count }
    }

    /// `HEAD` finds the route of `GET`.
    func match(_ method: HTTPRequest.Method, _ segments: [String]) -> Match {
        let wanted = method == .head ? .get : method
        var allowed: [HTTPRequest.Method] = []
        for route in routes[segments.count] ?? [] {
            guard let parameters = route.parameters(of: segments) else { continue }
            if route.method == wanted { return .route(route, parameters: parameters) }
            allowed.append(route.method)
        }
        return allowed.isEmpty ? .unknown : .wrongMethod(allowed: allowed)
    }
}

extension HTTPRoute {
    /// The segments in the parameters' places; nil if a literal differs.
    fileprivate func parameters(of segments: [String]) -> [String]? {
        var parameters: [String] = []
        for (expected, found) in zip(path, segments) {
            switch expected {
            case .parameter: parameters.append(found)
            case .literal(let text): if text != found { return nil }
            }
        }
        return parameters
    }
}

extension RegistryError {
    /// An error of the transport in the shape of the API: `HTTP 404 Not Found`.
    static func http(_ status: HTTPResponse.Status, _ sentence: String? = nil) -> RegistryError {
        RegistryError(
            RegistryErrorCode(rawValue: status.code), sentence ?? "HTTP \(status.code) \(status.reasonPhrase)")
    }
}
