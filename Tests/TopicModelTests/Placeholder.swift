// TopicModelTests: placeholder until its first file arrives.
