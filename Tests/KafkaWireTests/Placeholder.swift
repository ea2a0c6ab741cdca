// KafkaWireTests: placeholder until its first file arrives.
