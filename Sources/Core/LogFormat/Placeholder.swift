// LogFormat: placeholder until its first file arrives.
