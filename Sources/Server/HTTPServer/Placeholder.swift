// HTTPServer: placeholder until its first file arrives.
