"""Tables in, sentences and pictures out; nothing here runs the model or knows how it works."""
