"""Kinds of structure: how often, how long and who sits together, one file a kind."""
