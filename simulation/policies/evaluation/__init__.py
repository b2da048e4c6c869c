"""Kinds of evaluation: how the program looks at itself, one file a kind."""
