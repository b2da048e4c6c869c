"""The model description after the ODD protocol, generated from what the code declares."""
