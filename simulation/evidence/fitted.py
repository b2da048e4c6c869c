"""Fitted: values that calibration by simulation has set, kept in a file of their own.

`mentorsim calibrate` writes the file; nobody edits it. It carries the hash of the ledger that it
was fitted to and of its own values, so that one cannot change without the others.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from simulation.errors import ModelError
from simulation.evidence.ledger import FILE as LEDGER

FILE = Path(__file__).with_name("fitted.yaml")

HEAD = """\
# Written by `mentorsim calibrate`; edits are refused, because the hashes would no longer agree.
# value: fitted; start: where the fit began; width: posterior standard deviation;
# moved: 1 - posterior / prior variance, 0 where the data say nothing.
"""


class Fitted(float):
    """A default that calibration has set, and the parameter it belongs to."""

    path: str

    def __new__(cls, value: float, path: str) -> "Fitted":
        """A float that remembers its parameter."""
        made = super().__new__(cls, value)
        made.path = path
        return made


@dataclass(frozen=True)
class Fit:
    """What is known of one fitted value."""

    value: float
    start: float
    width: float
    moved: float


def fitted(path: str) -> Fitted:
    """The fitted default of the parameter at `process.name`.

    Raises:
        ModelError: the file of fitted values has no such parameter.
    """
    fits = load_fits()
    if path not in fits:
        raise ModelError(f"{FILE.name} holds no value for {path}; it has {', '.join(fits)}")
    return Fitted(fits[path].value, path)


@lru_cache(maxsize=1)
def load_fits() -> dict[str, Fit]:
    """All fitted values by parameter.

    Raises:
        ModelError: the file was edited by hand.
    """
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    if data["hash"] != hash_of(data["parameters"]):
        raise ModelError(f"{FILE.name} was edited by hand. Run `mentorsim calibrate` instead.")
    return {path: Fit(**entry) for path, entry in data["parameters"].items()}


def fitted_to() -> str:
    """Hash of the ledger that the values were fitted to."""
    return str(yaml.safe_load(FILE.read_text(encoding="utf-8"))["ledger"])


def ledger_hash() -> str:
    """Hash of the ledger as it is."""
    return _digest(LEDGER.read_bytes())


def hash_of(parameters: Mapping[str, Mapping[str, Any]]) -> str:
    """Hash of fitted values."""
    return _digest(json.dumps(parameters, sort_keys=True).encode())


def write_fits(fits: Mapping[str, Fit], path: Path = FILE) -> None:
    """Write fitted values with their hashes, whole or not at all."""
    parameters = {name: vars(fit) for name, fit in fits.items()}
    data = {"ledger": ledger_hash(), "hash": hash_of(parameters), "parameters": parameters}
    fresh = path.with_suffix(".part")
    fresh.write_text(HEAD + yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    fresh.replace(path)


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()
