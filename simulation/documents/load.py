"""Documents on disk: read, decoded, and merged with the files that they extend."""

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulation.documents.text import Key, Layer, Place, dotted, read_text
from simulation.documents.words import nearest, shown
from simulation.errors import Problem, ScenarioError

EXTENDS = "extends"
MAX_BYTES = 5_000_000
MAX_CHAIN = 32
MAX_LISTED = 12


@dataclass(frozen=True)
class Document:
    """Plain data, where each of its keys was written, and all files that were read for it.

    `places` maps a key path such as ("program", "matching", "kind") to a file and line; the empty
    path is the document itself. `files` begins with the document's own file.
    """

    data: dict[str, Any]
    places: Mapping[Key, Place] = field(default_factory=dict)
    files: tuple[Path, ...] = ()

    def place(self, key: Key) -> Place | None:
        """Where `key` was written, or else the nearest mapping or list around it."""
        ends = range(len(key), -1, -1)
        return next((self.places[key[:n]] for n in ends if key[:n] in self.places), None)

    def problem(self, key: Key, message: str, hint: str | None = None) -> Problem:
        """A problem with the value at `key`, placed at its file and line."""
        place = self.place(key)
        file = str(place.file) if place else None
        return Problem(message, file, place.line if place else None, dotted(key), hint)


def load_document(path: Path, *, path_keys: Collection[str] = ()) -> Document:
    """Read a YAML file and the files that it extends, merged.

    `extends:` names a file or a list of files, relative to the file that says it; later ones win,
    and the file itself wins over all. Mappings merge key by key; lists and scalars are replaced; a
    mapping that changes `kind` keeps nothing of the other kind. Values at `path_keys` (dotted, `*`
    for any key or list index) become absolute paths, relative to the file which gave them.
    Raises ScenarioError with all problems of all files.
    """
    fault = _file_fault(path, "the file")
    if fault:
        raise ScenarioError(Problem(fault[0], str(path), hint=fault[1]))
    reading = _Reading(path_keys)
    layer = reading.read(path, ())
    if layer is None or reading.problems:
        raise ScenarioError(reading.problems)
    return Document(layer.data, layer.places, tuple(reading.files.values()))


@dataclass
class _Reading:
    """One reading of a document: the files read so far and what is wrong with them."""

    path_keys: Collection[str]
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)
    layers: dict[str, Layer | None] = field(default_factory=dict)

    def read(self, file: Path, chain: tuple[Path, ...]) -> Layer | None:
        """The merged layer of a file, or None if something is wrong with it (then noted)."""
        name = os.path.realpath(file)
        if name not in self.layers:
            self.files[name] = file
            self.layers[name] = self.read_new(file, (*chain, file))
        return self.layers[name]

    def read_new(self, file: Path, chain: tuple[Path, ...]) -> Layer | None:
        try:
            own = read_text(_decoded(file), file)
        except ScenarioError as error:
            self.problems += error.problems
            return None
        for pattern in self.path_keys:
            _make_absolute(own.data, pattern.split("."), file.parent)
        return self.extended(own, chain)

    def extended(self, own: Layer, chain: tuple[Path, ...]) -> Layer | None:
        """The layer on top of those that it extends, from left to right."""
        place = own.places.get((EXTENDS,))
        if place is None:
            return own
        layers = [self.parent(name, place, chain) for name in self.parents(own, place)]
        top = _without_extends(own)
        merged: Layer | None = None
        for layer in (*layers, top):
            if layer is not None:
                merged = overlay(merged, layer) if merged else layer
        return merged

    def parents(self, own: Layer, place: Place) -> list[str]:
        given = own.data[EXTENDS]
        names = given if isinstance(given, list) else [given]
        if all(isinstance(name, str) and name for name in names):
            return names
        message = f'"{EXTENDS}" must be the name of a file or a list of them, not {shown(given)}'
        self.refuse(place, message, "Give paths relative to this file.")
        return []

    def parent(self, name: str, place: Place, chain: tuple[Path, ...]) -> Layer | None:
        file = _beside(place.file, name)
        links = [os.path.realpath(link) for link in chain]
        if os.path.realpath(file) in links:
            circle = (*chain[links.index(os.path.realpath(file)) :], file)
            names = " -> ".join(str(link) for link in circle)
            self.refuse(place, f'"{EXTENDS}" goes in a circle: {names}', "Remove one link.")
            return None
        if len(chain) > MAX_CHAIN:
            self.refuse(place, f"more than {MAX_CHAIN} files extend each other", "Merge some.")
            return None
        fault = _file_fault(file, f'the file "{file}"')
        if fault:
            self.refuse(place, *fault)
            return None
        return self.read(file, chain)

    def refuse(self, place: Place, message: str, hint: str | None) -> None:
        self.problems.append(Problem(message, str(place.file), place.line, EXTENDS, hint))


def _without_extends(layer: Layer) -> Layer:
    data = {name: value for name, value in layer.data.items() if name != EXTENDS}
    places = {key: place for key, place in layer.places.items() if key[:1] != (EXTENDS,)}
    return Layer(data, places)


def overlay(under: Layer, over: Layer) -> Layer:
    """`over` merged into `under`: its keys win, and each key remembers where it was written."""
    places = dict(under.places)
    data = _merged(under.data, over.data, (), places)
    return Layer(data, places | over.places)


def _merged(
    under: dict[str, Any], over: dict[str, Any], key: Key, places: dict[Key, Place]
) -> dict[str, Any]:
    if "kind" in under and "kind" in over and under["kind"] != over["kind"]:
        _forget(under, key, places)
        return over
    merged = dict(under)
    for name, value in over.items():
        here = (*key, name)
        old = merged.get(name)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[name] = _merged(old, value, here, places)
        else:
            _forget(old, here, places)
            merged[name] = value
    return merged


def _forget(value: object, key: Key, places: dict[Key, Place]) -> None:
    for name, inner in _items(value):
        places.pop((*key, name), None)
        _forget(inner, (*key, name), places)


def _items(value: object) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _make_absolute(value: Any, pattern: list[str], folder: Path) -> None:
    first, *rest = pattern
    for name, inner in list(_items(value)):
        if first not in {"*", str(name)}:
            continue
        if rest:
            _make_absolute(inner, rest, folder)
        elif isinstance(inner, str):
            value[name] = os.path.realpath(folder / inner)
        elif isinstance(inner, list):
            _make_absolute(inner, ["*"], folder)


def _beside(file: Path, name: str) -> Path:
    """The file of this name, relative to `file`; tidied where that does not change the target."""
    joined = file.parent / name
    tidy = Path(os.path.normpath(joined))
    return tidy if os.path.realpath(tidy) == os.path.realpath(joined) else joined


def _decoded(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        raise ScenarioError(Problem(message, str(file), hint="Check its permissions.")) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ScenarioError(_encoding_problem(content, file, line)) from None


def _encoding_problem(content: bytes, file: Path, line: int) -> Problem:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        guess = "UTF-16"
    elif b"\0" in content:
        return Problem("the file is not text", str(file), line, hint="Give a YAML file.")
    else:
        guess = "Latin-1 or Windows-1252"
    hint = f"It looks like {guess}: save it as UTF-8."
    return Problem("the text is not UTF-8", str(file), line, hint=hint)


def _file_fault(file: Path, it: str) -> tuple[str, str | None] | None:
    """What keeps a file, called `it`, from being read, and what to do about it."""
    try:
        status = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return f"{it} does not exist", _missing_hint(file)
    except (OSError, ValueError) as error:
        return f"{it} cannot be read: {getattr(error, 'strerror', error)}", None
    if stat.S_ISDIR(status.st_mode):
        return f"{it} is a folder", _inside_hint(file)
    if not stat.S_ISREG(status.st_mode):
        return f"{it} is not a regular file", "Give a YAML file."
    if status.st_size > MAX_BYTES:
        hint = "Put tables of people in a CSV file."
        return f"{it} is larger than {MAX_BYTES // 1_000_000} MB", hint
    return None


def _inside_hint(folder: Path) -> str:
    names = _yaml_names(folder)
    return f"Name a file in it: {_listed(names)}." if names else "It holds no YAML file."


def _missing_hint(file: Path) -> str:
    folder = file.parent
    if not folder.is_dir():
        return f'There is no folder "{folder}" either.'
    names = _yaml_names(folder)
    close = nearest(file.name, names)
    if close:
        return f'Did you mean "{close}"?'
    return f"YAML files there: {_listed(names)}." if names else "No YAML file is there."


def _yaml_names(folder: Path) -> list[str]:
    if not os.access(folder, os.R_OK | os.X_OK):
        return []
    return sorted(file.name for file in folder.iterdir() if file.suffix in {".yaml", ".yml"})


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return ", ".join(names[:MAX_LISTED]) + more
