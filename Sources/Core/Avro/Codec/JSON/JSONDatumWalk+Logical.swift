import Bytes
import JSONText

extension AvroLogicalType {
    /// Whether the people's form writes the type as text.
    var isText: Bool { true }
}

extension JSONDatumWalk {
    /// Writes a value given in the people's form of its logical type; false if it is given in the plain form.
    func writeLogical(
        _ value: JSONValue, _ logical: AvroLogicalType, _ type: TypeShape, _ out: inout BinaryEncoder
    ) throws(AvroEncodingError) -> Bool {
        false
    }
}
