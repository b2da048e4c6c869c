"""The processes: what happens in a month, one mechanism a file."""
