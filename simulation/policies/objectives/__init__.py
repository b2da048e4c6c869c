"""Kinds of objectives: what the program is for, one file a kind."""
