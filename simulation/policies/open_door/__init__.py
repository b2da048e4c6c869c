"""Kinds of open door: what leaders do for openness, one file a kind."""
