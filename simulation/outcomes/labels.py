"""Labels: how an outcome is called, in which unit it is shown and which direction is better."""

from dataclasses import dataclass, replace
from typing import Literal

type Better = Literal["higher", "lower"] | None


@dataclass(frozen=True)
class Label:
    """Name, words, unit and direction of an outcome; `flow` counts within the quarter.

    `unit` is "people", "points (0-100)", "%" (values 0-100), "ratio", "currency" or a currency's
    three-letter code, or any other word; `decimals` are the digits after the point, where an
    interval does not ask for others.
    """

    name: str
    label: str
    unit: str
    better: Better = None
    decimals: int = 1
    flow: bool = False
    doc: str = ""

    def in_currency(self, currency: str) -> "Label":
        """The same label with the organization's currency as unit of money."""
        return replace(self, unit=currency) if self.unit == "currency" else self
