"""The command line: thin commands; every one parses, calls one function and prints."""

from simulation.cli.main import main

__all__ = ["main"]
