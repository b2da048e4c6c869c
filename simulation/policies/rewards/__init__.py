"""Kinds of rewards: recognition and prizes, one file a kind."""
