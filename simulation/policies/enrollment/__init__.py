"""Kinds of enrollment: who may join, who does, and when, one file a kind."""
