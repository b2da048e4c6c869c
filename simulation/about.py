"""About: the version, where everything can read it without importing anything else."""

VERSION = "0.1.0"
"""Version of the package, also of its distribution."""
