import ProtobufCodec
import Testing
