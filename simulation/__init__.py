"""mentorsim: agent-based simulation of mentoring programs in an organization.

The public names are imported when they are first used, so that a command starts fast.
"""

from typing import TYPE_CHECKING, Any

from simulation.about import VERSION

if TYPE_CHECKING:
    from simulation.errors import MentorsimError as MentorsimError
    from simulation.experiments.compare import compare as compare
    from simulation.experiments.study import Study as Study
    from simulation.experiments.study import load_study as load_study
    from simulation.model import Employee as Employee
    from simulation.model import MentoringModel as MentoringModel
    from simulation.runner import run as run
    from simulation.scenario import Scenario as Scenario
    from simulation.scenario import load_scenario as load_scenario
    from simulation.store.sql import open_store as open_store
    from simulation.workforce_file import import_workforce as import_workforce

_PUBLIC: dict[str, str] = {
    "Employee": "simulation.model",
    "MentoringModel": "simulation.model",
    "MentorsimError": "simulation.errors",
    "Scenario": "simulation.scenario",
    "Study": "simulation.experiments.study",
    "compare": "simulation.experiments.compare",
    "import_workforce": "simulation.workforce_file",
    "load_scenario": "simulation.scenario",
    "load_study": "simulation.experiments.study",
    "open_store": "simulation.store.sql",
    "run": "simulation.runner",
}
"""Public name -> module that holds it."""

__version__ = VERSION

__all__ = [
    "Employee",
    "MentoringModel",
    "MentorsimError",
    "Scenario",
    "Study",
    "__version__",
    "compare",
    "import_workforce",
    "load_scenario",
    "load_study",
    "open_store",
    "run",
]


def __getattr__(name: str) -> Any:
    """Import a public name on first use (PEP 562)."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'simulation' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(_PUBLIC[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
