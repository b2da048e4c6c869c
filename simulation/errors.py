"""Every error the package raises on purpose.

MentorsimError
├── UserError            the user's mistake: exit code 2, never a traceback
│   ├── ScenarioError    a scenario, study, organization or parameter file
│   ├── WorkforceError   an HR export or a people file
│   ├── StoreError       a results database that cannot be opened or read
│   ├── RegistryError    an unknown or doubly registered kind, process, outcome
│   └── MissingExtraError  an optional package is not installed
├── AddressError         a draw's address does not fit its bits
└── ModelError           the model broke one of its own rules
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where it is, what it is, and what to do next."""

    message: str
    file: str | None = None
    line: int | None = None
    key: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        place = self.file or ""
        if self.line is not None:
            place += f":{self.line}" if place else f"line {self.line}"
        parts = [part for part in (place, self.key, self.message) if part]
        text = ": ".join(parts)
        return f"{text.rstrip('.')}. {self.hint}" if self.hint else text


class MentorsimError(Exception):
    """Base of every error that the package raises on purpose."""

    exit_code = 1


class UserError(MentorsimError):
    """A mistake in what the user gave; carries all problems found, not the first only."""

    exit_code = 2

    def __init__(self, problems: str | Problem | Sequence[Problem]) -> None:
        if isinstance(problems, str):
            problems = [Problem(problems)]
        elif isinstance(problems, Problem):
            problems = [problems]
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["UserError"], tuple[tuple[Problem, ...]]]:
        # Errors travel from worker processes; the default would rebuild from the joined text.
        return type(self), (self.problems,)


class ScenarioError(UserError):
    """A scenario, study, organization or parameter file is wrong."""


class WorkforceError(UserError):
    """An HR export or a people file cannot be used."""


class StoreError(UserError):
    """A results database cannot be opened, read or written."""


class RegistryError(UserError):
    """A kind, process or outcome is unknown or registered twice."""


class MissingExtraError(UserError):
    """An optional package is needed; the message gives the install command."""


class AddressError(MentorsimError):
    """A random draw's address (seat, holder, month, index) does not fit its bits."""


class GoneError(MentorsimError):
    """An employee was touched who has left."""


class ModelError(MentorsimError):
    """The model broke one of its own rules: a defect here, not the user's mistake."""
