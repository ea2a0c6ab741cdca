// TopicModel: placeholder until its first file arrives.
