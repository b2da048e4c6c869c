"""Digests: one hash of plain data, of the contents of files, and of sources."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from simulation.errors import Problem, ScenarioError
from simulation.plugins import loaded_source


def digest_of(data: Any, files: Iterable[Path], sources: str = "") -> str:
    """Hash of plain data, contents of files, and sources."""
    digest = hashlib.blake2b(_canonical(data), digest_size=16)
    for file in files:
        digest.update(hashlib.blake2b(_contents(file)).digest())
    digest.update(sources.encode())
    return digest.hexdigest()


def _canonical(data: Any) -> bytes:
    """Plain data as bytes in which 1 and 1.0 are one; order counts, as it does in a layout."""
    return json.dumps(_floats(data)).encode()


def _floats(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _floats(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_floats(value) for value in data]
    return float(data) if isinstance(data, int) and not isinstance(data, bool) else data


def _contents(path: Path) -> bytes:
    try:
        return loaded_source(path) or path.read_bytes()
    except OSError as error:
        raise ScenarioError(Problem(f"cannot be read ({error})", file=str(path))) from None
