"""The state: what the organization is, as arrays to capacity."""
