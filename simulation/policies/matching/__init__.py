"""Kinds of matching: who is paired with whom, one file a kind."""
