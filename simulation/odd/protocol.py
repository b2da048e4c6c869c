"""Protocol: the model description in the ODD form of 2020, from the code's own declarations.

What the code knows (columns, processes with their equations, parameters, policies, streams of
random numbers, outcomes, trials) is read from its registries; what it cannot know (purpose,
design concepts) stands in the template beside this file.
"""

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation import organization, policies, processes
from simulation.engine.addresses import registered_streams
from simulation.engine.parameters import Parameter
from simulation.engine.process import PROCESSES, Process
from simulation.engine.registry import import_all
from simulation.evidence.ledger import ANCHORS, load_ledger
from simulation.families import FAMILIES
from simulation.outcomes.collect import all_outcomes
from simulation.scenario import Scenario, all_parameters
from simulation.state.columns import Column
from simulation.state.state import TABLES

TEMPLATE = Path(__file__).with_name("template.md.j2")

SCALES = {"b": "yes/no", "i": "whole number", "u": "whole number", "f": "number"}
"""Words for the kinds of numpy types."""

LUCKY = (organization, policies, processes)
"""Rooms that draw random numbers."""

del Scenario  # importing it registered every process, policy and outcome


@dataclass(frozen=True)
class Submodel:
    """One process as the description shows it: equations, parameters, what it changes."""

    name: str
    position: float
    phase: str
    default_on: bool
    text: str
    writes: tuple[str, ...]
    parameters: tuple[Parameter, ...]


def write_protocol() -> str:
    """Return the model description as Markdown; the same text whenever the code is the same."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters["cell"] = _cell
    environment.filters["value"] = _value
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        tables=TABLES,
        scale=_scale,
        submodels=tuple(_submodels()),
        population=tuple(_others()),
        families=tuple(_families()),
        streams=_streams(),
        outcomes=[each.label for each in all_outcomes(()).values()],
        trials=tuple(load_ledger().trials.values()),
        backing=backing,
        anchors=ANCHORS,
        sets=load_ledger().calibration_sets,
        counts=_counts(),
    )


def _submodels() -> Iterator[Submodel]:
    own: dict[str, list[Parameter]] = {}
    for parameter in all_parameters():
        own.setdefault(parameter.owner, []).append(parameter)
    for process in sorted(_shipped(), key=lambda each: (each.position, each.name)):
        yield Submodel(
            name=process.name,
            position=process.position,
            phase=process.phase.value,
            default_on=process.default_on,
            text=inspect.getdoc(process) or "",
            writes=tuple(sorted(set(process.writes))),
            parameters=tuple(own.get(process.name, ())),
        )


def _shipped() -> Iterator[type[Process]]:
    """Processes of the package itself: plug-ins of whoever runs this are not in the description."""
    return (each for each in PROCESSES if each.__module__.startswith("simulation."))


def _others() -> Iterator[Parameter]:
    """Parameters of no process: of the population and of costs."""
    owners = {process.name for process in _shipped()}
    return (each for each in all_parameters() if each.owner not in owners)


def _families() -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    for family, registry in FAMILIES.items():
        kinds = sorted(registry.names(), key=lambda name: (name != "none", name))
        listed = [(kind, _first_line(registry.get(kind))) for kind in kinds]
        yield family, _family_line(registry), listed


def _family_line(registry: Any) -> str:
    """What a family decides: the first line of the class that all its kinds share."""
    kind = registry.get("none")
    return next(_first_line(base) for base in kind.__mro__[1:] if "family" in vars(base))


def _first_line(thing: type) -> str:
    return (inspect.getdoc(thing) or "").splitlines()[0]


def _streams() -> dict[str, tuple[str, ...]]:
    rooms = tuple(f"{room.__name__}." for room in LUCKY)
    for room in LUCKY:
        import_all(room)
    return {
        owner.removeprefix("simulation."): names
        for owner, names in registered_streams().items()
        if owner.startswith(rooms)
    }


def _counts() -> dict[str, int]:
    """How many parameters stand on what."""
    counts: dict[str, int] = {}
    for parameter in all_parameters():
        counts[parameter.status] = counts.get(parameter.status, 0) + 1
    return dict(sorted(counts.items()))


def _scale(column: Column) -> str:
    """What values a column takes, in words: kind, unit, range, second dimension."""
    import numpy as np

    words = SCALES[np.dtype(column.dtype).kind]
    if column.unit not in ("1", ""):
        words += f", {column.unit}"
    if column.low is not None or column.high is not None:
        low = "-∞" if column.low is None else f"{column.low:g}"
        high = "∞" if column.high is None else f"{column.high:g}"
        words += f", {low} to {high}"
    return f"{words}, one per {column.extra.rstrip('s')}" if column.extra else words


def _cell(text: str) -> str:
    """Text that breaks no Markdown table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def _value(number: float) -> str:
    return f"{number:g}"


def backing(parameter: Parameter) -> str:
    """What stands behind a value: an anchor, rows of the ledger, or the reason to assume it."""
    if parameter.anchor:
        return f"first published number of {parameter.anchor}"
    return _joined(parameter.evidence) or parameter.why or ""


def _joined(rows: Iterable[str]) -> str:
    return ", ".join(f"`{row}`" for row in rows)
