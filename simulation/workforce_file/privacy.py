"""Nothing that names a person gets out: no names, e-mails, ids, nor text that is nearly unique."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.workforce_file.assigning import Assignment
from simulation.workforce_file.shapes import EMAIL
from simulation.workforce_file.table import Bools, Cells, normal_key
from simulation.workforce_file.words import DEPARTMENTS, TITLE_NOUNS, normal

_WORD = re.compile(r"[^\W\d_]{3,}")
_LONGEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Known:
    """What the file itself gives away about persons: whole names and ids, and parts of names."""

    whole: frozenset[str]
    parts: frozenset[str]


def known_persons(found: Assignment) -> Known:
    """Collect names and ids of the personal columns and of managers named in words."""
    managers: set[str] = set()
    if not found.own:
        managers = {key for key in _keys(found, "manager") if not _is_title(key)}
    names = managers | _keys(found, "name", "first_name", "last_name")
    whole = names | _keys(found, "id", "email")
    parts = set(_WORD.findall(" ".join(name for name in names if "@" not in name)))
    return Known(
        frozenset(key for key in whole if _is_telling(key)),
        frozenset(parts - DEPARTMENTS - TITLE_NOUNS),
    )


def _keys(found: Assignment, *meanings: str) -> set[str]:
    return {key for column in found.all_of(*meanings) for key in set(column.keys.tolist())}


def _is_title(key: str) -> bool:
    """A manager column may hold "Sales Manager", which names no person."""
    return not (DEPARTMENTS | TITLE_NOUNS).isdisjoint(key.split())


def _is_telling(key: str) -> bool:
    """Two words, or letters with digits; a bare number may be a department's code as well."""
    return not key.isdigit() and (" " in key or not key.isalpha()) and bool(key)


def names_person(value: str, known: Known, *, parts: bool) -> bool:
    """Tell whether a value holds an e-mail address, a person's name or id; teams also a part."""
    if EMAIL.search(value):
        return True
    words = value.replace(",", " ").split()
    runs = (
        " ".join(words[start : start + length])
        for length in range(1, _LONGEST_NAME + 1)
        for start in range(len(words) - length + 1)
    )
    if any(normal_key(run) in known.whole for run in runs):
        return True
    return parts and any(normal(word) in known.parts for word in _WORD.findall(value))


def without_persons(cells: Cells, meaning: str, known: Known) -> tuple[Cells, Bools]:
    """Replace values that name a person by `Team 1`, `Team 2`, ...; also tell in which rows."""
    values = sorted(value for value in set(cells.tolist()) if value)
    telling = [value for value in values if names_person(value, known, parts=meaning == "team")]
    if not telling:
        return cells, np.zeros(len(cells), dtype=bool)
    counts = pd.Series(cells).value_counts()
    # By size, so that the alphabet of the names is not told either.
    telling.sort(key=lambda value: -int(counts[value]))
    labels = {value: f"{meaning.capitalize()} {i}" for i, value in enumerate(telling, start=1)}
    replaced = np.array([cell in labels for cell in cells.tolist()], dtype=bool)
    return np.array([labels.get(cell, cell) for cell in cells.tolist()], dtype=object), replaced


def points_at_persons(cells: Cells) -> bool:
    """Tell whether a category has nearly as many values as people who have one."""
    filled = cells[np.asarray(cells != "", dtype=bool)]
    distinct = len(set(filled.tolist()))
    return distinct == len(filled) > 1 or (len(filled) >= 20 and distinct > 0.8 * len(filled))
