// KafkaWire: placeholder until its first file arrives.
