"""Shipped files: the scenarios that come with the package, in a checkout or an installation."""

from pathlib import Path

from simulation.errors import Problem, ScenarioError


def shipped(name: str) -> Path:
    """Path of a shipped scenario file, for example `studies/demo.yaml`.

    A checkout's own `scenarios/` comes first, so that edits take effect.

    Raises:
        ScenarioError: the file is neither in the checkout nor in the installed package.
    """
    here = Path(__file__).resolve().parent
    for folder in (here.parent / "scenarios", here / "_scenarios"):
        if (folder / name).is_file():
            return folder / name
    raise ScenarioError(
        Problem(
            "not among the shipped scenarios",
            file=name,
            hint="Reinstall mentorsim, or give your own file.",
        )
    )
