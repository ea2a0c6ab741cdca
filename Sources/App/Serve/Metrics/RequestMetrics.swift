import Broker
import HTTPServer
import KafkaWire
import Measures

/// What the listeners have counted.
struct RequestMetrics {
    let kafka: RequestMeter
    let http: HTTPMeter

    func add(to text: inout PrometheusText) {
        addDurations(to: &text)
        addBytes(to: &text)
        text.family(
            "herald_request_queue_duration_seconds", .histogram,
            "Steps of HTTP requests with large bodies, waiting for the thread they share.")
        text.samples("herald_request_queue_duration_seconds", [("listener", "http")], http.waiting)
        text.family("herald_requests_in_flight", .gauge, "Requests that have come whole and are not answered yet.")
        text.sample("herald_requests_in_flight", [("listener", "kafka")], kafka.inFlight.value)
        text.sample("herald_requests_in_flight", [("listener", "http")], http.inFlight.value)
        text.counter(
            "herald_unanswerable_requests_total", "Requests that could only be answered by closing their connection.",
            kafka.unanswerable)
        addConnections(to: &text)
    }

    private func addDurations(to text: inout PrometheusText) {
        let name = "herald_request_duration_seconds"
        text.family(
            name, .histogram,
            "From the whole request to the whole answer, asked-for waiting included; code is the first error in the answer."
        )
        for api in APIKey.allCases {
            text.samples(name, [("listener", "kafka"), ("api", api.name), ("code", "NONE")], kafka.row(api).duration)
        }
        for (failure, histogram) in kafka.failures.all.sorted(by: {
            ($0.key.api.rawValue, $0.key.code.rawValue) < ($1.key.api.rawValue, $1.key.code.rawValue)
        }) {
            text.samples(name, [("listener", "kafka"), ("api", failure.api.name), ("code", failure.code.name)], histogram)
        }
        for (label, histogram) in http.durations.all.sorted(by: { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) })
        {
            text.samples(name, [("listener", "http"), ("api", label.route), ("code", "\(label.status)")], histogram)
        }
    }

    private func addBytes(to text: inout PrometheusText) {
        text.family("herald_request_bytes_total", .counter, "Bytes of requests.")
        for api in APIKey.allCases where kafka.row(api).receivedBytes.value > 0 {
            text.sample(
                "herald_request_bytes_total", [("listener", "kafka"), ("api", api.name)], kafka.row(api).receivedBytes.value)
        }
        text.sample("herald_request_bytes_total", [("listener", "http"), ("api", "all")], http.receivedBytes.value)
        text.family("herald_response_bytes_total", .counter, "Bytes of answers.")
        for api in APIKey.allCases where kafka.row(api).sentBytes.value > 0 {
            text.sample(
                "herald_response_bytes_total", [("listener", "kafka"), ("api", api.name)], kafka.row(api).sentBytes.value)
        }
        text.sample("herald_response_bytes_total", [("listener", "http"), ("api", "all")], http.sentBytes.value)
    }

    private func addConnections(to text: inout PrometheusText) {
        let meters = [("kafka", kafka.connections), ("http", http.connections)]
        text.family("herald_connections", .gauge, "Open connections.")
        for (listener, meter) in meters { text.sample("herald_connections", [("listener", listener)], meter.open.value) }
        text.family("herald_connections_total", .counter, "Connections that were taken.")
        for (listener, meter) in meters { text.sample("herald_connections_total", [("listener", listener)], meter.taken.value) }
        text.family("herald_connections_refused_total", .counter, "Connections refused because there were as many as may be.")
        for (listener, meter) in meters {
            text.sample("herald_connections_refused_total", [("listener", listener)], meter.refused.value)
        }
    }
}
