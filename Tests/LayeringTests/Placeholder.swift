// LayeringTests: placeholder until its first file arrives.
