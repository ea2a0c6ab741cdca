/// Whether bytes are what a schema says, for those who keep them without looking at what they mean.
public enum AvroValidation {
    /// Throws unless the bytes from `offset` to their end are exactly one datum of the plan's writer, which its reader takes.
    public static func checkWholeDatum(
        _ bytes: [UInt8], from offset: Int = 0, plan: DecodingPlan
    ) throws(AvroDecodingError) {
        _ = try GenericDatum(bytes, from: offset, plan: plan)
    }
}
