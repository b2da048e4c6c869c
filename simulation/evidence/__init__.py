"""The evidence: the published numbers behind the model."""
