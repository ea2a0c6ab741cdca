// BrokerTests: placeholder until its first file arrives.
