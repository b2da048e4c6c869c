"""The experiments: scenarios in, tables out."""
