// Avro: placeholder until its first file arrives.
