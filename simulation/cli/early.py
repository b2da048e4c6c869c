"""Early: worker processes begin to get ready before the command itself has been imported."""

from collections.abc import Sequence

from simulation import pool

WORKER = "simulation.worker"
"""What worker processes begin as; it is imported while all else is imported here."""

COMMANDS = frozenset(("compare", "demo"))
"""Commands that run in processes prepared meanwhile."""


def begin_early(words: Sequence[str]) -> None:
    """Have processes prepared for a comparison while its command is imported and read.

    Only where no option says how many processes there shall be, or that there is nothing to run.
    """
    said = any(word.startswith(("--workers", "--help")) for word in words)
    if not said and not COMMANDS.isdisjoint(words[:1]):
        pool.prepare(None, WORKER)
