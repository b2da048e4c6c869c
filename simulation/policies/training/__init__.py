"""Kinds of training: sessions around the pairs and plain courses, one file a kind."""
