"""Write an imported workforce: organization YAML and people CSV, both or neither."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.documents import to_yaml
from simulation.errors import Problem, WorkforceError

if TYPE_CHECKING:
    from simulation.workforce_file import Imported


def write(imported: Imported, out: Path) -> tuple[Path, Path]:
    """Write `out` (.yaml) and beside it `<stem>.people.csv`; return both paths.

    Each is written under another name first and renamed at the end; where the second rename
    fails, the first is taken back. Raises WorkforceError where that is impossible.
    """
    people = out.with_name(f"{out.stem}.people.csv")
    _check(out, people, imported.source)
    texts = {
        people: imported.people.to_csv(index=False, lineterminator="\n"),
        out: _header(imported) + to_yaml(_scenario(imported, people)),
    }
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _replace_all({path: text.encode() for path, text in texts.items()})
    except OSError as error:
        hint = "Give --out a folder that you can write to."
        problem = Problem(f"cannot be written: {error.strerror}", file=str(out), hint=hint)
        raise WorkforceError(problem) from error
    return out, people


def _scenario(imported: Imported, people: Path) -> dict[str, Any]:
    """A complete scenario without a program, which programs can extend."""
    organization = {**imported.organization, "workforce": people.name}
    return {"name": imported.organization["name"], "organization": organization}


def _check(out: Path, people: Path, source: Path) -> None:
    if out.suffix.lower() not in (".yaml", ".yml"):
        hint = f'Write for example "{out.stem}.yaml".'
        raise WorkforceError(
            Problem("the organization's file must end in .yaml", file=str(out), hint=hint)
        )
    if source.resolve() in (out.resolve(), people.resolve()):
        hint = "Choose another name for --out."
        problem = Problem("would overwrite the imported file", file=str(source), hint=hint)
        raise WorkforceError(problem)


def _header(imported: Imported) -> str:
    """The report's derived numbers and guesses stand above the YAML as comments."""
    said = [*imported.report.derived, *(f"guessed: {text}" for text in imported.report.guessed)]
    lines = [f"Imported by mentorsim from {imported.report.source}.", *said]
    return "".join(f"# {' '.join(line.split())}\n" for line in lines)


def _replace_all(contents: dict[Path, bytes]) -> None:
    """Bring all files into place, or leave everything as it was."""
    ready: list[tuple[Path, Path]] = []
    done: list[tuple[Path, Path | None]] = []
    try:
        for path, content in contents.items():
            ready.append((_beside(path, content), path))
        for temporary, path in ready:
            before = _beside(path, path.read_bytes()) if path.exists() else None
            done.append((path, before))
            temporary.replace(path)
    except OSError:
        _take_back(done)
        raise
    finally:
        for leftover in [temporary for temporary, _ in ready] + [old for _, old in done if old]:
            leftover.unlink(missing_ok=True)


def _take_back(done: list[tuple[Path, Path | None]]) -> None:
    for path, before in done:
        if before is not None:
            before.replace(path)
        elif path.is_file():
            path.unlink()


def _beside(path: Path, content: bytes) -> Path:
    """Write content under a passing name in the same folder, so that a rename is atomic."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    # mkstemp makes files for the owner only; results are as readable as any file written here.
    mask = os.umask(0)
    os.umask(mask)
    Path(name).chmod(0o666 & ~mask)
    return Path(name)
