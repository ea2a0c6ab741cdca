// KafkaClient: placeholder until its first file arrives.
