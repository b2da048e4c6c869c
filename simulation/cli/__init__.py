"""The command line: thin commands; every one parses, calls one function and prints."""

import sys


def main() -> None:
    """Run the command line; an interruption while it is still being imported is no traceback."""
    try:
        from simulation.cli.early import begin_early

        begin_early(sys.argv[1:])
        from simulation.cli.main import app

        app()
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        sys.exit(130)


__all__ = ["main"]
