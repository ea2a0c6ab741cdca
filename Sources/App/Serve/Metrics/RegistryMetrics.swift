import Measures
import Registry
import RegistryModel
import RegistryServer

/// What there is in the registry, and what it has counted.
struct RegistryMetrics {
    let registry: RegistryService

    /// As many versions as are told one by one.
    private static let versionLimit = 1000

    func add(to text: inout PrometheusText) async {
        if let census = await registry.census() { Self.add(census, to: &text) }
        Self.add(registry.meter, to: &text)
        if let reads = await registry.versionReads() { Self.add(reads, to: &text) }
    }

    private static func add(_ census: RegistryCensus, to text: inout PrometheusText) {
        text.family("herald_schema_subjects", .gauge, "Subjects with a version that is not deleted.")
        text.sample("herald_schema_subjects", census.subjects)
        func holdings(_ name: String, _ help: String, _ part: (RegistryCensus.Holding) -> Int) {
            text.family(name, .gauge, help)
            for isDeleted in [false, true] {
                var left = census.holdings.filter { $0.key.isDeleted == isDeleted }
                func sample(_ type: String, _ count: Int) {
                    text.sample(name, [("type", type), ("state", isDeleted ? "deleted" : "live")], count)
                }
                for format in SchemaFormat.served {
                    let held = left.removeValue(forKey: .init(format: format, isDeleted: isDeleted))
                    sample(format.rawValue, held.map(part) ?? 0)
                }
                // Moved in from elsewhere.
                if !left.isEmpty { sample("others", left.values.reduce(0) { $0 + part($1) }) }
            }
        }
        holdings("herald_schema_versions", "Versions of all subjects.") { $0.versions }
        holdings("herald_schema_bytes", "Bytes of schemas' texts, each counted once an id.") { $0.byteCount }
        text.family("herald_schema_ids", .gauge, "Schemas with ids of their own, by context.")
        for (context, count) in census.ids { text.sample("herald_schema_ids", [("context", context)], count) }
    }

    private static func add(_ meter: RegistryMeter, to text: inout PrometheusText) {
        text.samples("herald_schema_registrations_total", "Registrations by what came of them.", meter.registrations) {
            [("type", $0.type), ("result", $0.result)]
        }
        text.samples(
            "herald_schema_compatibility_checks_total",
            "Questions whether a schema would be taken, by what it was held to and the answer.", meter.checks
        ) { [("type", $0.type), ("level", $0.level), ("result", $0.result)] }
        text.samples(
            "herald_schema_compatibility_failures_total", "Findings against schemas that were refused, by rule.",
            meter.failures
        ) { [("type", $0.type), ("level", $0.level), ("rule", $0.rule)] }
        let name = "herald_schema_fetches_total"
        text.family(
            name, .counter, "Schemas handed out, by what the request called them, and whether the answer was in memory.")
        for (by, cache, count) in [
            ("id", "hit", meter.fetchesByID.hit), ("id", "miss", meter.fetchesByID.miss),
            ("version", "miss", meter.fetchesByVersion), ("latest", "miss", meter.fetchesOfLatest),
            ("guid", "miss", meter.fetchesByGUID),
        ] {
            text.sample(name, [("by", by), ("cache", cache)], count.value)
        }
    }

    private static func add(_ reads: VersionReads, to text: inout PrometheusText) {
        let name = "herald_schema_version_reads_total"
        text.family(
            name, .counter,
            "Times a version was handed out; a request that names no subject counts for every version with its id.")
        let told = reads.counts.sorted { $0.key < $1.key }
        for (place, count) in told.prefix(versionLimit) {
            text.sample(name, [("subject", place.subject.name), ("version", "\(place.version.rawValue)")], count)
        }
        let others = reads.others + told.dropFirst(versionLimit).reduce(0) { $0 + $1.value }
        if others > 0 { text.sample(name, [("subject", "others"), ("version", "others")], others) }
    }
}
