"""Plug-ins: own policies and processes, from installed packages or from files of a scenario."""

import importlib.util
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import entry_points
from pathlib import Path

from simulation.errors import Problem, ScenarioError

GROUP = "mentorsim.plugins"
"""Entry point group under which installed packages announce plug-in modules."""

_loaded: set[str] = set()


def load_plugins(files: Iterable[str | Path], *, reread: Callable[[], None]) -> None:
    """Import plug-ins that are not loaded yet; `reread` is called when any was.

    Raises:
        ScenarioError: a file is missing or fails on import.
    """
    fresh = [_load_installed(point) for point in entry_points(group=GROUP)]
    fresh += [_load_file(Path(file)) for file in files]
    if any(fresh):
        reread()


def _load_installed(point: object) -> bool:
    name = f"entry point {point.value}"  # type: ignore[attr-defined]
    if name in _loaded:
        return False
    point.load()  # type: ignore[attr-defined]
    _loaded.add(name)
    return True


def _load_file(path: Path) -> bool:
    key = str(path.resolve())
    if key in _loaded:
        return False
    if not path.is_file():
        raise ScenarioError(Problem("no such plug-in file", file=str(path), key="plugins"))
    name = f"mentorsim_plugin_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise ScenarioError(
            Problem(
                f"the plug-in fails on import: {type(error).__name__}: {error}",
                file=str(path),
                key="plugins",
            )
        ) from error
    _loaded.add(key)
    return True
