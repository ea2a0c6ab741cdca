import ProtobufSchema
import Testing
