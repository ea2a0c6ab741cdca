// JSONText: placeholder until its first file arrives.
