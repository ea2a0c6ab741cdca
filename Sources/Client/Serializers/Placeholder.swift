// Serializers: placeholder until its first file arrives.
