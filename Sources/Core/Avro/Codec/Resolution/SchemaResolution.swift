/// Schema resolution (Avro 1.12, "Schema Resolution"): decides once, for a pair of schemas, how data of the writer is
/// read as the reader wants it. Pure; costs as much as the schemas are large, so callers keep the plan.
public enum SchemaResolution {
    public static func plan(
        writer: AvroSchema, reader: AvroSchema, limits: DecodingLimits = .standard
    ) throws(SchemaResolutionError) -> DecodingPlan {
        try plan(PlanCompiler(writer: writer, reader: reader), writer, reader, limits)
    }

    /// Reads data with the schema it was written in.
    public static func plan(
        for schema: AvroSchema, limits: DecodingLimits = .standard
    ) throws(SchemaResolutionError) -> DecodingPlan {
        // A schema reads its own data by names: a field that lists another's name as an alias would only make that ambiguous.
        let plain = schema.withoutAliases
        return try plan(PlanCompiler(writer: plain, reader: plain), schema, schema, limits)
    }

    private static func plan(
        _ compiler: PlanCompiler, _ writer: AvroSchema, _ reader: AvroSchema, _ limits: DecodingLimits
    ) throws(SchemaResolutionError) -> DecodingPlan {
        var compiler = compiler
        var program = try compiler.compile()
        compiler.findUnchanged(in: &program)
        let plan = DecodingPlan(writer: writer, reader: reader, limits: limits, program: program)
        return DecodingPlan(
            writer: writer, reader: reader, limits: limits, program: ConstantDefaults.evaluated(in: plan))
    }

    /// What stands in the way of a plan; empty if nothing does.
    public static func errors(writer: AvroSchema, reader: AvroSchema) -> [ResolutionError] {
        var compiler = PlanCompiler(writer: writer, reader: reader)
        do throws(SchemaResolutionError) {
            _ = try compiler.compile()
            return []
        } catch {
            return error.errors
        }
    }
}
