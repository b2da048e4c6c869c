"""Parameters: each declared once, with default, range, unit and where its value comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

from simulation.errors import ModelError
from simulation.evidence.fitted import Fitted

_KEY = "mentorsim"

type Status = Literal["fitted", "anchored", "sourced", "assumed"]

STATUSES: dict[Status, str] = {
    "fitted": "calibration by simulation set it, so that the published rows named come out",
    "anchored": "the first published number of the one trial named decides it",
    "sourced": "a starting value from the published rows named, not fitted by simulation",
    "assumed": "no published number sets it; the reason says why this value",
}
"""How a value is backed, in words; an anchored one is a starting value until `fitted` is set."""


@dataclass(frozen=True)
class Parameter:
    """What is known about one parameter of a process or policy.

    Attributes:
        fitted: whether calibration by simulation has set the default.
        shared: name of the one piece of ignorance that several parameters express.
        off: value at which the mechanism does nothing, inside the range or beyond it.
        mechanism: what is then off, in a reader's words; parameters that name the same are one.
        outside: whether a plug-in declares it.
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
    fitted: bool = False
    shared: str | None = None
    off: float | None = None
    mechanism: str | None = None
    outside: bool = False

    @property
    def path(self) -> str:
        """The parameter's address in a scenario, `process.name`."""
        return f"{self.owner}.{self.name}"

    @property
    def status(self) -> Status:
        """How the value is backed; `STATUSES` says what each word means."""
        if self.anchor:
            return "anchored"
        if self.evidence:
            return "fitted" if self.fitted else "sourced"
        return "assumed"

    @property
    def unknown(self) -> str:
        """The piece of ignorance it belongs to: shared with others, or its own."""
        return self.shared or self.path

    def at(self, share: float) -> float:
        """The value at a share 0..1 of what is thought possible.

        Half of it lies below the default and half above, evenly on either side; evenly over the
        whole range where the default is one of its ends.
        """
        middle = self.default if self.low < self.default < self.high else (self.low + self.high) / 2
        if share < 0.5:
            return min(middle, self.low + 2.0 * share * (middle - self.low))
        return min(self.high, middle + (2.0 * share - 1.0) * (self.high - middle))


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
    shared: str | None = None,
    off: float | None = None,
    mechanism: str | None = None,
) -> Any:
    """Declare a parameter as a pydantic field: validation, documentation, bounds and prior in one.

    Args:
        default: value within [low, high]; `fitted(path)` where calibration has set it.
        low: smallest value the evidence allows.
        high: largest value the evidence allows.
        unit: unit of the value, "1" for a pure number.
        doc: what it does, in a sentence.
        evidence: rows of the calibration sets that set the value.
        anchor: the trial whose first published number sets it.
        assumed: why this value, where no row sets it.
        signs: rows that back the sign only.
        shared: one piece of ignorance that several parameters express; they are drawn together.
        off: value that switches its mechanism off; the evidence need not allow it.
        mechanism: what `off` switches off, as a reader calls it.

    Raises:
        ValueError: default outside its range; no evidence, anchor or reason given; or one of
            `off` and `mechanism` without the other.
    """
    if not low <= default <= high:
        raise ValueError(f"default {default} outside its range {low} to {high}")
    rows = (evidence,) if isinstance(evidence, str) else tuple(evidence)
    backing = (signs,) if isinstance(signs, str) else tuple(signs)
    if not (rows or anchor or assumed):
        raise ValueError("a parameter needs evidence, an anchor, or a reason why it is assumed")
    if (off is None) != (mechanism is None):
        raise ValueError("off and mechanism come together: a value, and what it switches off")
    extra: dict[str, Any] = {
        "low": low,
        "high": high,
        "unit": unit,
        "evidence": list(rows),
        "anchor": anchor,
        "why": assumed,
        "signs": list(backing),
        "fitted": default.path if isinstance(default, Fitted) else None,
        "shared": shared,
        "off": off,
        "mechanism": mechanism,
    }
    return Field(
        default=float(default),
        ge=low if off is None else min(low, off),
        le=high if off is None else max(high, off),
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
                fitted=_is_fitted(details["fitted"], f"{owner}.{name}"),
                shared=details["shared"],
                off=details["off"],
                mechanism=details["mechanism"],
                outside=not model.__module__.startswith("simulation."),
            )


def _is_fitted(fitted: str | None, path: str) -> bool:
    if fitted not in (None, path):
        raise ModelError(f"{path} takes the fitted value of {fitted}. Name its own path.")
    return fitted is not None


def _details(field: FieldInfo) -> dict[str, Any] | None:
    extra = field.json_schema_extra
    if not isinstance(extra, dict):
        return None
    details = extra.get(_KEY)
    return details if isinstance(details, dict) else None
