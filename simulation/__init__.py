"""mentorsim: agent-based simulation of mentoring programs in an organization.

The public names are imported when they are first used, so that a command starts fast.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.documents import load_document as load_document

__version__ = "0.1.0"

_PUBLIC: dict[str, str] = {}
"""Public name -> module that holds it."""

__all__ = ["__version__", *_PUBLIC]


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
