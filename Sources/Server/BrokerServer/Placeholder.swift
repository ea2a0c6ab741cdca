// BrokerServer: placeholder until its first file arrives.
