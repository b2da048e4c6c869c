"""The policies: what management chooses, one kind a file."""
