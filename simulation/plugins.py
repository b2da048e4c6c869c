"""Plug-ins: own policies and processes, from installed packages or from files of a scenario."""

import hashlib
import importlib.util
import inspect
import sys
import traceback
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from simulation.errors import Problem, ScenarioError

GROUP = "mentorsim.plugins"
"""Entry point group under which installed packages announce plug-in modules."""

_loaded: dict[str, bytes] = {}
"""Contents of the plug-ins that are loaded, by file or entry point."""


def load_plugins(files: Iterable[str | Path], *, reread: Callable[[], None]) -> None:
    """Import plug-ins that are new or have changed; `reread` is called when any was.

    Raises:
        ScenarioError: a file is missing, or a plug-in fails on import.
    """
    fresh = [_load_installed(point) for point in _announced()]
    fresh += [_load_file(Path(file)) for file in files]
    if any(fresh):
        reread()


def from_outside(thing: object) -> bool:
    """Whether a policy or process is no part of this package."""
    return not type(thing).__module__.startswith("simulation.")


def files_outside(things: Iterable[object]) -> list[Path]:
    """Source files of those policies and processes that are no part of this package.

    Raises:
        ScenarioError: one of them is defined in no file.
    """
    return sorted({_file_of(type(thing)) for thing in things if from_outside(thing)})


def loaded_source(file: Path) -> bytes | None:
    """What a plug-in file held when it was loaded, which is what runs; None if it is none."""
    return _loaded.get(str(file))


def _file_of(kind: type) -> Path:
    try:
        return Path(inspect.getfile(kind)).resolve()
    except (TypeError, OSError):
        raise ScenarioError(
            Problem(
                f"{kind.__name__} is defined in no file, so that nobody could repeat the run",
                hint="Put it into a file and name that file under plugins.",
            )
        ) from None


def _announced() -> tuple[EntryPoint, ...]:
    """Entry points of installed packages, looked for anew whenever a folder of them has changed."""
    return _found_in(tuple((folder, _changed(folder)) for folder in sys.path))


@lru_cache(maxsize=1)
def _found_in(_folders: tuple[tuple[str, int | None], ...]) -> tuple[EntryPoint, ...]:
    # Every installed package is asked, which takes as long as reading a scenario.
    return tuple(entry_points(group=GROUP))


def _changed(folder: str) -> int | None:
    """When a folder last changed: installing and removing a package changes it. None: no folder."""
    try:
        return Path(folder).stat().st_mtime_ns
    except OSError:
        return None


def _load_installed(point: EntryPoint) -> bool:
    name = f"entry point {point.value}"
    if name in _loaded:
        return False
    try:
        point.load()
    except Exception as error:
        raise ScenarioError(
            Problem(
                f"the installed plug-in {point.name} fails on import: {_words(error)}",
                hint=f"Mend or uninstall the package that brings {point.value}.",
            )
        ) from error
    _loaded[name] = b""
    return True


def _load_file(path: Path) -> bool:
    key = str(path.resolve())
    source = _read(path)
    if _loaded.get(key) == source:
        return False
    # Two files of one name in different folders are different plug-ins.
    name = (
        f"mentorsim_plugin_{path.stem}_{hashlib.blake2s(key.encode(), digest_size=4).hexdigest()}"
    )
    spec = importlib.util.spec_from_file_location(name, key)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        # Compiled here, because Python's own cache does not see a second edit within a second.
        exec(compile(source, key, "exec"), module.__dict__)
    except Exception as error:
        del sys.modules[name]
        raise ScenarioError(
            Problem(
                f"the plug-in fails on import: {_words(error)}",
                file=str(path),
                line=_line(error, key),
                key="plugins",
            )
        ) from error
    _loaded[key] = source
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        problem = f"the plug-in cannot be read: {error.strerror}"
        raise ScenarioError(Problem(problem, file=str(path), key="plugins")) from None


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _line(error: Exception, file: str) -> int | None:
    """Line of the plug-in at which its import failed."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if frame.filename == file), None)
