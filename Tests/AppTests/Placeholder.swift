// AppTests: placeholder until its first file arrives.
