// JSONTextTests: placeholder until its first file arrives.
