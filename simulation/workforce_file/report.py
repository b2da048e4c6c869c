"""What the importer understood, guessed, ignored, repaired, derived and dropped: plain text.

Nothing in it quotes a cell that could be personal: it speaks of columns, counts and row numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

_ROWS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Understood:
    """A column and what it was taken for; `how` is "by name", "by values" or "by map file"."""

    column: str
    meaning: str
    how: str
    detail: str = ""

    def __str__(self) -> str:
        detail = f"; {self.detail}" if self.detail else ""
        return f"{self.column} -> {self.meaning} ({self.how}{detail})"


@dataclass(frozen=True, slots=True)
class Counted:
    """Something done to `count` rows, with the first few row numbers of the file."""

    what: str
    count: int
    rows: tuple[int, ...]

    def __str__(self) -> str:
        shown = ", ".join(str(row) for row in self.rows)
        more = ", ..." if self.count > len(self.rows) else ""
        return f"{self.what}: {self.count:,} ({'row' if self.count == 1 else 'rows'} {shown}{more})"


@dataclass(slots=True)
class ImportReport:
    """Everything the importer has to say about one file, in the order it happened."""

    source: str
    rows: int = 0
    people: int = 0
    leavers: int = 0
    reading: list[str] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    repaired: list[Counted] = field(default_factory=list)
    derived: list[str] = field(default_factory=list)
    dropped: list[Counted] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def read(self, what: str) -> None:
        """Note how the file was read."""
        self.reading.append(what)

    def understand(self, column: str, meaning: str, how: str, detail: str = "") -> None:
        """Note what a column was taken for."""
        self.understood.append(Understood(column, meaning, how, detail))

    def guess(self, what: str) -> None:
        """Note something assumed, with why; once."""
        if what not in self.guessed:
            self.guessed.append(what)

    def ignore(self, column: str, why: str) -> None:
        """Note a column that is not used."""
        self.ignored.append(f"{column}: {why}")

    def repair(self, what: str, rows: Iterable[int]) -> None:
        """Note cells changed or blanked, with the rows' numbers in the file; nothing if none."""
        _count(self.repaired, what, rows)

    def drop(self, what: str, rows: Iterable[int]) -> None:
        """Note rows left out, with their numbers in the file; nothing if none."""
        _count(self.dropped, what, rows)

    def derive(self, what: str) -> None:
        """Note a number computed from the file."""
        self.derived.append(what)

    def note(self, what: str) -> None:
        """Note something the user should know."""
        self.notes.append(what)

    def lines(self) -> list[str]:
        """Return the report as plain text lines."""
        left = f", {self.leavers:,} leavers" if self.leavers else ""
        text = [f"{self.source}: {self.rows:,} rows, {self.people:,} current people{left}"]
        for title, items in (
            ("Read as", self.reading),
            ("Understood", self.understood),
            ("Guessed", self.guessed),
            ("Ignored", self.ignored),
            ("Repaired", self.repaired),
            ("Dropped", self.dropped),
            ("Derived", self.derived),
            ("Notes", self.notes),
        ):
            if items:
                text += [title, *(f"  {item}" for item in items)]
        return text


def _count(into: list[Counted], what: str, rows: Iterable[int]) -> None:
    numbers = tuple(int(row) for row in rows)
    if numbers:
        into.append(Counted(what, len(numbers), numbers[:_ROWS_SHOWN]))
