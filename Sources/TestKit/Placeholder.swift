// t: placeholder until its first file arrives.
