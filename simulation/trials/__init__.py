"""Trials: published studies replayed on the frozen model, one file each, and their results.

`all_trials()` are those that ship with the package; `replay(trial)` runs one, yours as well.
`docs/trials.md` shows how to write one.
"""

import importlib
import importlib.util
import pkgutil
from collections.abc import Sequence
from pathlib import Path

from simulation.errors import Problem, RegistryError
from simulation.trials.panel import CONTROL, record
from simulation.trials.replay import replay, replay_all, replication
from simulation.trials.results import CheckResult, Simulated, TrialResult
from simulation.trials.setting import assumed, reported, typical
from simulation.trials.trial import Band, Check, Replay, Trial, ratio

__all__ = [
    "CONTROL",
    "Band",
    "Check",
    "CheckResult",
    "Replay",
    "Simulated",
    "Trial",
    "TrialResult",
    "all_trials",
    "assumed",
    "chosen",
    "ratio",
    "read_trials",
    "record",
    "replay",
    "replay_all",
    "replication",
    "reported",
    "typical",
]


def all_trials() -> tuple[Trial, ...]:
    """The trials of this package by id: the value `TRIAL` of every module `v*_*.py`."""
    names = sorted(entry.name for entry in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{n}") for n in names if n[:1] == "v"]
    return tuple(module.TRIAL for module in modules)


def chosen(ids: Sequence[str] = ()) -> tuple[Trial, ...]:
    """The trials with these ids, all of them when none is named.

    Raises:
        RegistryError: an id that no trial has.
    """
    known = {trial.id: trial for trial in all_trials()}
    wanted = [name.upper() for name in ids]
    unknown = [
        Problem(f'there is no trial "{name}"', hint=f"There are: {', '.join(known)}.")
        for name in wanted
        if name not in known
    ]
    if unknown:
        raise RegistryError(unknown)
    return tuple(known[name] for name in wanted or known)


def read_trials(path: Path) -> tuple[Trial, ...]:
    """The trials of a Python file of your own: every value of type Trial in it.

    Raises:
        RegistryError: the file cannot be read as Python, or holds no trial.
    """
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise RegistryError([Problem("is no Python file", str(path))])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = tuple(value for value in vars(module).values() if isinstance(value, Trial))
    if not found:
        raise RegistryError([Problem("holds no Trial", str(path), hint="See docs/trials.md.")])
    return found
