import Measures
import Registry
import RegistryServer

/// What there is in the registry, and what it has counted.
struct RegistryMetrics {
    let registry: RegistryService

    func add(to text: inout PrometheusText) async {
        if let census = await registry.census() { add(census, to: &text) }
        let meter = registry.meter
        text.family("herald_schema_registrations_total", .counter, "Registrations by what came of them.")
        for (label, count) in meter.registrations.all.sorted(by: { ($0.key.type, $0.key.result) < ($1.key.type, $1.key.result) })
        {
            text.sample("herald_schema_registrations_total", [("type", label.type), ("result", label.result)], count)
        }
        text.family(
            "herald_schema_compatibility_checks_total", .counter, "Questions whether a schema would be taken, by the answer.")
        for (label, count) in meter.checks.all.sorted(by: { ($0.key.type, $0.key.result) < ($1.key.type, $1.key.result) }) {
            text.sample("herald_schema_compatibility_checks_total", [("type", label.type), ("result", label.result)], count)
        }
        text.family(
            "herald_schema_compatibility_failures_total", .counter, "Findings against schemas that were refused, by rule.")
        for (rule, count) in meter.failures.all.sorted(by: { $0.key < $1.key }) {
            text.sample("herald_schema_compatibility_failures_total", [("rule", rule)], count)
        }
        text.family(
            "herald_schema_fetches_total", .counter, "Plain requests for a schema by its id, by whether the answer was in memory."
        )
        text.sample("herald_schema_fetches_total", [("by", "id"), ("cache", "hit")], meter.cacheHits.value)
        text.sample("herald_schema_fetches_total", [("by", "id"), ("cache", "miss")], meter.cacheMisses.value)
    }

    private func add(_ census: RegistryCensus, to text: inout PrometheusText) {
        text.family("herald_schema_subjects", .gauge, "Subjects with a version that is not deleted.")
        text.sample("herald_schema_subjects", census.subjects)
        text.family("herald_schema_versions", .gauge, "Versions of all subjects.")
        text.sample("herald_schema_versions", [("state", "live")], census.liveVersions)
        text.sample("herald_schema_versions", [("state", "deleted")], census.deletedVersions)
        text.family("herald_schema_ids", .gauge, "Schemas with ids of their own, by context.")
        for (context, count) in census.ids { text.sample("herald_schema_ids", [("context", context)], count) }
    }
}
