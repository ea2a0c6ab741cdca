/// Schema resolution (Avro 1.12, "Schema Resolution"): decides once, for a pair of schemas, how data of the writer is
/// read as the reader wants it. Pure; costs as much as the schemas are large, so callers keep the plan.
public enum SchemaResolution {
    public static func plan(
        writer: AvroSchema, reader: AvroSchema, limits: DecodingLimits = .standard
    ) throws(SchemaResolutionError) -> DecodingPlan {
        var compiler = PlanCompiler(writer: writer, reader: reader)
        var program = try compiler.compile()
        compiler.findUnchanged(in: &program)
        let plan = DecodingPlan(writer: writer, reader: reader, limits: limits, program: program)
        return DecodingPlan(
            writer: writer, reader: reader, limits: limits, program: ConstantDefaults.evaluated(in: plan))
    }

    /// Reads data with the schema it was written in.
    public static func plan(
        for schema: AvroSchema, limits: DecodingLimits = .standard
    ) throws(SchemaResolutionError) -> DecodingPlan {
        try plan(writer: schema, reader: schema, limits: limits)
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
