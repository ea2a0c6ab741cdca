// Broker: placeholder until its first file arrives.
