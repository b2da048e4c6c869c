"""Parameters: each declared once, with default, range, unit and where its value comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

_KEY = "mentorsim"


@dataclass(frozen=True)
class Parameter:
    """What is known about one parameter of a process or policy.

    `status` is `calibrated` (rows of the calibration sets), `anchored` (the first published
    number of one trial) or `assumed` (with the reason in `why`).
    """

    owner: str
    name: str
    default: float
    low: float
    high: float
    unit: str
    evidence: tuple[str, ...]
    anchor: str | None
    why: str | None
    signs: tuple[str, ...]
    description: str

    @property
    def path(self) -> str:
        """The parameter's address in a scenario, `process.name`."""
        return f"{self.owner}.{self.name}"

    @property
    def status(self) -> str:
        """How the value is backed: calibrated, anchored or assumed."""
        if self.anchor:
            return "anchored"
        return "calibrated" if self.evidence else "assumed"


def param(
    default: float,
    *,
    low: float,
    high: float,
    unit: str,
    doc: str,
    evidence: str | tuple[str, ...] = (),
    anchor: str | None = None,
    assumed: str | None = None,
    signs: str | tuple[str, ...] = (),
) -> Any:
    """Declare a parameter as a pydantic field: validation, documentation, bounds and prior in one.

    Args:
        default: starting value, within [low, high].
        low: smallest value the evidence allows.
        high: largest value the evidence allows.
        unit: unit of the value, "1" for a pure number.
        doc: what it does, in a sentence.
        evidence: rows of the calibration sets that set the value.
        anchor: the trial whose first published number sets it.
        assumed: why this value, where no row sets it.
        signs: rows that back the sign only.

    Raises:
        ValueError: default outside its range, or no evidence, anchor or reason given.
    """
    if not low <= default <= high:
        raise ValueError(f"default {default} outside its range {low} to {high}")
    rows = (evidence,) if isinstance(evidence, str) else tuple(evidence)
    backing = (signs,) if isinstance(signs, str) else tuple(signs)
    if not (rows or anchor or assumed):
        raise ValueError("a parameter needs evidence, an anchor, or a reason why it is assumed")
    extra: dict[str, Any] = {
        "low": low,
        "high": high,
        "unit": unit,
        "evidence": list(rows),
        "anchor": anchor,
        "why": assumed,
        "signs": list(backing),
    }
    return Field(
        default=float(default),
        ge=low,
        le=high,
        allow_inf_nan=False,
        description=doc,
        json_schema_extra={_KEY: extra},
    )


def parameters_of(model: type[BaseModel], owner: str) -> Iterator[Parameter]:
    """Yield the parameters that a process or policy class declares."""
    for name, field in model.model_fields.items():
        details = _details(field)
        if details is not None:
            yield Parameter(
                owner=owner,
                name=name,
                default=float(field.default),
                low=details["low"],
                high=details["high"],
                unit=details["unit"],
                evidence=tuple(details["evidence"]),
                anchor=details["anchor"],
                why=details["why"],
                signs=tuple(details["signs"]),
                description=field.description or "",
            )


def _details(field: FieldInfo) -> dict[str, Any] | None:
    extra = field.json_schema_extra
    if not isinstance(extra, dict):
        return None
    details = extra.get(_KEY)
    return details if isinstance(details, dict) else None
