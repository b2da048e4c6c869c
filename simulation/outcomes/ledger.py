"""Ledger: what became of every single person, small enough to be kept with every run.

Rows say what happened to an organization; who was helped can only be asked of people. So a run
also leaves one line a person: hired, joined, promoted, left, and how it ended. The same person in
two futures of one seed is the same address (seat and holder), which is how twins are found.
"""

from dataclasses import dataclass, fields

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.process import Tick
from simulation.errors import ModelError
from simulation.state.accounts import Exit
from simulation.state.columns import Array
from simulation.state.state import State

NEVER = 255
"""Month of what has not happened; runs are shorter (80 quarters = 240 months)."""

BEFORE = 254
"""Month of hire of those who were there on the first day."""

MAY_BE_MENTEE, MAY_MENTOR, MENTEE, MENTOR = 1, 2, 4, 8
"""Bits of `part`: could join as either, and did."""

FORMAT = 1
_ROWS = np.dtype("<u4")


@dataclass(frozen=True)
class Ledger:
    """One run's people, one row each, in the order in which they came.

    Attributes:
        person: address (seat and holder), unique.
        hired: month of hire, BEFORE = present on the first day.
        mentee_since: month of the first match as mentee, or NEVER.
        mentor_since: month of the first match as mentor, or NEVER.
        promoted: month of the last promotion, or NEVER.
        left: month of the exit, NEVER = still employed at the horizon.
        kind: kind of exit as in `Exit`, 0 = none.
        part: bits of what this person could join and did join.
        satisfaction: index 0-100 at the horizon; NaN for those who have left.
        output: mean output in the last quarter, 1 = fully competent; NaN for those who have left
            or came at its very end.
    """

    person: Array
    hired: Array
    mentee_since: Array
    mentor_since: Array
    promoted: Array
    left: Array
    kind: Array
    part: Array
    satisfaction: Array
    output: Array

    def as_bytes(self) -> bytes:
        """Columns one after another, little-endian: 11 bytes a person and 8 more for who stayed."""
        stayed = self.left == NEVER
        head = np.array([FORMAT, len(self.person)], dtype=_ROWS)
        parts = [head, *(self._packed(name, stayed) for name in _KINDS)]
        return b"".join(part.tobytes() for part in parts)

    def _packed(self, name: str, stayed: Array) -> Array:
        values: Array = getattr(self, name)
        chosen = values[stayed] if name in _AT_HORIZON else values
        return np.ascontiguousarray(chosen, dtype=_KINDS[name])

    @classmethod
    def from_bytes(cls, data: bytes) -> "Ledger":
        """Read what `as_bytes` wrote.

        Raises:
            ModelError: the bytes are no ledger of this format.
        """
        form, rows = (int(n) for n in np.frombuffer(data, _ROWS, 2)) if len(data) >= 8 else (0, 0)
        if form != FORMAT:
            raise ModelError(f"a ledger has format {FORMAT}, these {len(data)} bytes have another")
        columns: dict[str, Array] = {}
        start = 8
        for name, kind in _KINDS.items():
            count = int((columns["left"] == NEVER).sum()) if name in _AT_HORIZON else rows
            columns[name] = np.frombuffer(data, kind, count, start)
            start += count * kind.itemsize
        for name in _AT_HORIZON:
            spread = np.full(rows, np.nan)
            spread[columns["left"] == NEVER] = columns[name]
            columns[name] = spread
        return cls(**columns)


_AT_HORIZON = ("satisfaction", "output")
_KINDS = {
    field.name: np.dtype("<f4" if field.name in _AT_HORIZON else "u1") for field in fields(Ledger)
} | {"person": np.dtype("<u4")}


@compiled
def join(
    part: np.ndarray,
    mentee_since: np.ndarray,
    mentor_since: np.ndarray,
    row: int,
    fresh: int,
    month: int,
) -> None:
    """Note what a person can join and has joined for the first time this month."""
    if fresh & MENTEE:
        mentee_since[row] = month
    if fresh & MENTOR:
        mentor_since[row] = month
    part[row] |= fresh


@compiled
def observe_kernel(
    occupied: np.ndarray,
    person: np.ndarray,
    eligible_mentee: np.ndarray,
    eligible_mentor: np.ndarray,
    ever_mentee: np.ndarray,
    ever_mentor: np.ndarray,
    q_promoted: np.ndarray,
    leaver_seat: np.ndarray,
    leaver_person: np.ndarray,
    leaver_kind: np.ndarray,
    leaver_status: np.ndarray,
    leaver_eligible: np.ndarray,
    tally_leavers: np.ndarray,
    row_of: np.ndarray,
    who: np.ndarray,
    came: np.ndarray,
    mentee_since: np.ndarray,
    mentor_since: np.ndarray,
    promoted: np.ndarray,
    left: np.ndarray,
    kind: np.ndarray,
    part: np.ndarray,
    rows: float,
    month: float,
    removed: float,
) -> int:
    """Enter this month's exits, arrivals, first matches and promotions; return the rows in use.

    Whoever joined and left within the month is seen in the log of leavers only; who was removed
    from outside, between two quarters, is in no log.
    """
    used, now = int(rows), int(month)
    for entry in range(tally_leavers[0]):
        seat = leaver_seat[entry]
        row = row_of[seat]
        if row >= 0 and who[row] == leaver_person[entry]:
            left[row] = now
            kind[row] = leaver_kind[entry]
            bits = MAY_BE_MENTEE * leaver_eligible[entry] + MENTEE * leaver_status[entry]
            join(part, mentee_since, mentor_since, row, bits & ~part[row], now)
            row_of[seat] = -1
    for seat in range(occupied.shape[0]):
        row = row_of[seat]
        if row >= 0 and not (occupied[seat] and who[row] == person[seat]):
            left[row] = now
            kind[row] = int(removed)
            row_of[seat] = row = -1
        if not occupied[seat]:
            continue
        if row < 0:
            row_of[seat] = row = used
            used += 1
            who[row] = person[seat]
            came[row] = now
        bits = MAY_BE_MENTEE * eligible_mentee[seat] + MAY_MENTOR * eligible_mentor[seat]
        bits += MENTEE * ever_mentee[seat] + MENTOR * ever_mentor[seat]
        fresh = bits & ~part[row]
        if fresh != 0:  # seldom, and a call takes ten times as long as the rest
            join(part, mentee_since, mentor_since, row, fresh, now)
        if q_promoted[seat] and now != BEFORE:
            promoted[row] = now
    return used


class Recorder:
    """Keeps the ledger of a run: looks at who is there after every month."""

    def __init__(self, tick: Tick) -> None:
        self._row_of = np.full(tick.state.sizes.seats, -1)
        self._rows = 0
        rows = 2 * len(self._row_of)
        self._columns = {name: _blank(name, rows) for name in _KINDS if name not in _AT_HORIZON}
        self._enter(tick, BEFORE)

    def observe(self, tick: Tick) -> None:
        """Enter what this month has brought; to be called once a month, at its end."""
        self._enter(tick, tick.month)

    def _enter(self, tick: Tick, month: int) -> None:
        # Every seat can be left and filled once a month.
        if self._rows + len(self._row_of) > len(self._columns["person"]):
            for name, values in self._columns.items():
                more = _blank(name, 2 * len(self._row_of))
                self._columns[name] = np.concatenate([values, more])
        columns = self._columns.values()
        numbers = (self._rows, month, Exit.OTHER)
        self._rows = int(tick.call(observe_kernel, self._row_of, *columns, *numbers))

    def ledger(self, state: State) -> Ledger:
        """The ledger as it stands, with how those who are present are doing."""
        columns: dict[str, Array] = {
            name: values[: self._rows].copy() for name, values in self._columns.items()
        }
        here = np.flatnonzero(self._row_of >= 0)
        months = state["q_months"][here]
        index = np.clip(50.0 + 10.0 * state["satisfaction"][here], 0.0, 100.0)
        mean = np.divide(
            state["q_output"][here], months, out=np.full(len(here), np.nan), where=months > 0
        )
        for name, values in zip(_AT_HORIZON, (index, mean), strict=True):
            columns[name] = np.full(self._rows, np.nan)
            columns[name][self._row_of[here]] = values
        return Ledger(**columns)


def _blank(name: str, rows: int) -> Array:
    """Rows of a column in which nothing has happened yet."""
    return np.full(rows, 0 if name in ("person", "kind", "part") else NEVER, dtype=_KINDS[name])
