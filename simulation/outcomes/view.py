"""View: what an outcome sees of the state, and the sums by slice that outcomes are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from simulation.engine.process import MONTHS_A_QUARTER, Tick
from simulation.engine.registry import Registry
from simulation.errors import ModelError
from simulation.outcomes.slices import Slices, add_rows
from simulation.state.accounts import ACCOUNTS, HEADINGS, TALLY
from simulation.state.columns import Array, Table
from simulation.state.state import State

BOOKS = tuple(column.name.removeprefix("account_") for column in ACCOUNTS)
"""Headings that money is booked under, in the order of the accounts: first the program's."""

TALLIES = tuple(column.name for block in Table(TALLY, 1, {}).blocks for column in block.columns)
"""Counters of the whole organization, in the order in which the state holds them."""

type Whose = Literal["people", "seats"]


class View:
    """What an outcome sees: the state, cut into slices, at the end of a quarter.

    Good until the next one is made of the same state: its sums take the place of these.
    """

    def __init__(self, tick: Tick, slices: Slices) -> None:
        self.tick = tick
        self.state: State = tick.state
        self.slices = slices
        self._known: dict[str, Any] = {}
        self.layout = layout_of(tick, len(slices.keys))
        self._added: set[Source] = set()
        self.sums, self._part = self.state.room(self.layout, self.layout.room)
        self.layout.begin(self.sums)

    def __getitem__(self, name: str) -> Array:
        return self.state[name]

    @cached_property
    def launched(self) -> bool:
        """Whether the program has started by now."""
        setting = self.tick.setting
        return bool(setting.acts) and setting.program_month(self.tick.month) >= 0

    def once[T](self, name: str, compute: Callable[[], T]) -> T:
        """What several outcomes need, computed when the first one asks."""
        if name not in self._known:
            self._known[name] = compute()
        known: T = self._known[name]
        return known

    def sum(self, name: str) -> Array:
        """Sum of a named number (see `summed` and `numbers`) by slice."""
        summed: Array = self.sums[self.places(name)]
        return summed

    def places(self, name: str) -> Array:
        """Where the sums of a named number stand in `sums`, by slice."""
        self.add(self.layout.source(name))
        return self.layout.where(name)

    def add(self, source: "Source") -> None:
        """Add up the numbers of a source, unless that has been done."""
        if source not in self._added:
            self._added.add(source)
            source.find(self, self._part[source])

    def whole(self, name: str) -> float:
        """The whole organization's sum of a named number."""
        self.add(self.layout.source(name))
        return float(self.sums[self.layout.first(name)])

    def tally(self, name: str) -> float:
        """A counter of the whole organization."""
        return self.whole(f"tally_{name}")

    def booked(self, name: str) -> float:
        """Money booked under a heading this quarter."""
        return self.whole(f"booked_{name}")

    def booked_total(self, name: str) -> float:
        """Money booked under a heading since month 0."""
        return self.whole(f"booked_total_{name}")


type Finder = Callable[[View, Array], None]


@dataclass(frozen=True, eq=False)
class Source:
    """Numbers that are found in one go.

    Attributes:
        names: what they are called, in the order of columns.
        find: enters them: into `sums`, shape (slices, numbers), which begins with zeros, or, if
            they are personal, into `rows`, shape (seats, numbers), which holds anything.
        each_skill: further numbers of every skill of the catalogue, called `<name>_<skill>`.
        whole: only the whole organization has them, so that `sums` has the shape (numbers,).
    """

    names: tuple[str, ...]
    find: Finder
    each_skill: tuple[str, ...] = ()
    whole: bool = False

    def all_names(self, skills: tuple[str, ...]) -> tuple[str, ...]:
        """Names of all columns in an organization with these skills."""
        return (*self.names, *(f"{name}_{skill}" for skill in skills for name in self.each_skill))


NUMBERS: Registry[Callable[..., Any]] = Registry("number by slice")
"""What finds a number, by its name."""

SOURCES: dict[str, Source] = {}
"""Numbers by slice, by the function that finds them."""

PERSONAL: dict[Whose, dict[str, Source]] = {"people": {}, "seats": {}}
"""Personal numbers, by the function or kernel that enters everybody's."""


def numbers(*names: str, whole: bool = False) -> Callable[[Finder], Finder]:
    """Register a function of a View that finds numbers by slice, for formulas and `view.sum`.

    It gets `sums`, shape (slices, names), which begins with zeros; what has no meaning is NaN. Of
    numbers that only the whole organization has, it gets those: shape (names,).
    """

    def register(find: Finder) -> Finder:
        SOURCES[_owner(find, names)] = Source(names, find, whole=whole)
        return find

    return register


def personal(whose: Whose, *names: str) -> Callable[[Finder], Finder]:
    """Register a function of a View that enters personal numbers, as a kernel of `summed` does."""

    def register(find: Finder) -> Finder:
        PERSONAL[whose][_owner(find, names)] = Source(names, find)
        return find

    return register


def summed[K: Callable[..., None]](
    whose: Whose, *names: str, each_skill: tuple[str, ...] = ()
) -> Callable[[K], K]:
    """Register a kernel of personal numbers, whose sums by slice formulas and `view.sum` name.

    Its arguments are columns by name, then `rows`, shape (seats, names), into which it enters the
    numbers of every seat. Those of `people` count where somebody is present, those of `seats`
    also where the seat has fallen vacant, if the slice is a place.
    """

    def register(kernel: K) -> K:
        def find(view: View, rows: Array) -> None:
            view.tick.call(kernel, rows)

        PERSONAL[whose][_owner(kernel, names)] = Source(names, find, each_skill)
        return kernel

    return register


def _owner(function: Callable[..., Any], names: tuple[str, ...]) -> str:
    """Note who finds these numbers: another file must not take their names."""
    for name in names:
        NUMBERS.add(name, function)
    return f"{function.__module__}.{function.__qualname__}"


def _together(whose: Whose, skills: tuple[str, ...]) -> Source:
    """All personal numbers of people or seats, side by side and so added up in one pass."""
    sources = tuple(PERSONAL[whose].values())
    names = [source.all_names(skills) for source in sources]
    ends = np.cumsum([0, *(len(some) for some in names)]).tolist()

    def parted(seats: int) -> tuple[Array, list[Array]]:
        rows = np.zeros((seats, ends[-1]))
        return rows, [rows[:, begin:end] for begin, end in pairwise(ends)]

    def find(view: View, sums: Array) -> None:
        rows, parts = view.state.room(find, lambda: parted(view.state.sizes.seats))
        for source, part in zip(sources, parts, strict=True):
            source.find(view, part)
        view.tick.call(add_rows, getattr(view.slices, whose), rows, sums)

    return Source(tuple(name for some in names for name in some), find)


NOWHERE = 0
"""Place of what has no meaning: the parts of an organization, of what only the whole has."""


class Layout:
    """Where the numbers of every source stand in one array."""

    def __init__(self, skills: tuple[str, ...], slices: int) -> None:
        self.slices = slices
        self._source: dict[str, Source] = {}
        self._where: dict[str, Array] = {}
        self._first: dict[str, int] = {}
        sources = (*SOURCES.values(), *(_together(whose, skills) for whose in PERSONAL))
        self._ends = [NOWHERE + 1]
        for source in sources:
            self._ends.append(self._place(source, self._ends[-1]))
        self._sources = sources

    def _place(self, source: Source, begin: int) -> int:
        """Say where the numbers of a source stand, from `begin` on; return where they end."""
        width = len(source.names)
        for place, name in enumerate(source.names, begin):
            if name in self._source:
                raise ModelError(f'the number "{name}" is added up twice; rename one of them')
            self._source[name] = source
            self._first[name] = place
            rows = np.arange(self.slices)
            self._where[name] = (
                np.where(rows == 0, place, NOWHERE) if source.whole else place + width * rows
            )
        return begin + width * (1 if source.whole else self.slices)

    def room(self) -> tuple[Array, dict[Source, Array]]:
        """Such an array and every source's part: (slices, numbers), or (numbers,) of the whole."""
        sums = np.empty(self._ends[-1])
        blocks = (sums[begin:end] for begin, end in pairwise(self._ends))
        return sums, {
            source: block if source.whole else block.reshape(self.slices, -1)
            for source, block in zip(self._sources, blocks, strict=True)
        }

    def begin(self, sums: Array) -> None:
        """Begin another quarter in such an array: nothing has been added up yet."""
        sums.fill(0.0)
        sums[NOWHERE] = np.nan

    def source(self, name: str) -> Source:
        """Where a number comes from."""
        if name not in self._source:
            known = ", ".join(sorted(self._source))
            raise ModelError(f'no number by slice is called "{name}". There are: {known}.')
        return self._source[name]

    def where(self, name: str) -> Array:
        """Places of a number in the array, by slice."""
        return self._where[name]

    def first(self, name: str) -> int:
        """Place of the whole organization's number in the array."""
        return self._first[name]


def layout_of(tick: Tick, slices: int) -> Layout:
    """Layout of a run's numbers for so many slices."""

    def found() -> Layout:
        known = (*SOURCES.values(), *(each for some in PERSONAL.values() for each in some.values()))
        return _layout(tick.setting.skills, slices, known)

    return tick.once(f"layout of {slices} slices", found)


@lru_cache(maxsize=16)
def _layout(skills: tuple[str, ...], slices: int, known: tuple[Source, ...]) -> Layout:
    """The same layout for every run, as long as no file brings numbers that were not `known`."""
    return Layout(skills, slices)


@numbers("one", "heads")
def people_present(view: View, sums: Array) -> None:
    """One, of which everything is a share, and the people present."""
    sums[:, 0] = 1.0
    sums[:, 1] = view.slices.heads


@numbers(*TALLIES, whole=True)
def tallies(view: View, sums: Array) -> None:
    """Counters."""
    np.concatenate([block.array[:, 0] for block in view.state.tables["tally"].blocks], out=sums)


@numbers(
    *(f"booked_{name}" for name in BOOKS),
    *(f"booked_total_{name}" for name in BOOKS),
    "spent",
    "spent_total",
    whole=True,
)
def books(view: View, sums: Array) -> None:
    """Money booked this quarter and since month 0, and of both what the program cost."""
    [accounts] = view.state.tables["accounts"].blocks
    months = accounts.array[:, : view.tick.month + 1]
    recent, total = sums[: len(BOOKS)], sums[len(BOOKS) : 2 * len(BOOKS)]
    np.add.reduce(months[:, -MONTHS_A_QUARTER:], axis=1, out=recent)
    np.add.reduce(months, axis=1, out=total)
    sums[-2] = sum(recent[: len(HEADINGS)].tolist())
    sums[-1] = sum(total[: len(HEADINGS)].tolist())
