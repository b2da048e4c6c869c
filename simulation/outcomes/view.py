"""View: what an outcome sees of the state, and the sums by slice that outcomes are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np

from simulation.engine.process import MONTHS_A_QUARTER, Tick
from simulation.errors import ModelError
from simulation.outcomes.slices import Slices
from simulation.state.accounts import ACCOUNTS, TALLY
from simulation.state.columns import Array
from simulation.state.state import State

BOOKS = tuple(column.name.removeprefix("account_") for column in ACCOUNTS)
"""Headings that money is booked under, in the order of the accounts."""

TALLIES = tuple(column.name for column in TALLY)
"""Counters of the whole organization."""

type Whose = Literal["people", "seats", "leavers"]


class View:
    """What an outcome sees: the state, cut into slices, at the end of a quarter."""

    def __init__(self, tick: Tick, slices: Slices) -> None:
        self.tick = tick
        self.state: State = tick.state
        self.slices = slices
        self._known: dict[str, Any] = {}
        self._layout = layout_of(tick, len(slices.keys))
        self._added: set[Source] = set()
        self.sums: Array = np.zeros(self._layout.size)

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
        self.add(self._layout.source[name])
        summed: Array = self.sums[self._layout.where(name)]
        return summed

    def add(self, source: "Source") -> None:
        """Add up the numbers of a source, unless that has been done."""
        if source not in self._added:
            self._added.add(source)
            block = self._layout.block[source]
            source.add(self, self.sums[block.begin : block.end].reshape(block.shape))

    def add_up(self, whose: Whose, kernel: Callable[..., None], width: int, *numbers: Any) -> Array:
        """Sums that a kernel adds up for the people, seats or leavers: shape (width, slices)."""
        sums = np.zeros((len(self.slices.keys), width))
        self.tick.call(kernel, getattr(self.slices, whose), sums, *numbers)
        return np.ascontiguousarray(sums.T)

    def tally(self, name: str) -> float:
        """A counter of the whole organization."""
        return float(self.state[f"tally_{name}"][0])

    def booked(self, name: str) -> float:
        """Money booked under a heading this quarter."""
        return self._books[0][name]

    def booked_total(self, name: str) -> float:
        """Money booked under a heading since month 0."""
        return self._books[1][name]

    @cached_property
    def _books(self) -> tuple[dict[str, float], dict[str, float]]:
        """Money booked by heading: this quarter, and since month 0."""
        [accounts] = self.state.tables["accounts"].blocks
        months = accounts.array[:, : self.tick.month + 1]
        recent = np.add.reduce(months[:, -MONTHS_A_QUARTER:], axis=1).tolist()
        total = np.add.reduce(months, axis=1).tolist()
        return dict(zip(BOOKS, recent, strict=True)), dict(zip(BOOKS, total, strict=True))


type Adder = Callable[[View, Array], None]


@dataclass(frozen=True, eq=False)
class Source:
    """Numbers by slice that are found in one go.

    Attributes:
        names: what they are called, in the order of the columns of `sums`.
        each_skill: further numbers of every skill of the catalogue, called `<name>_<skill>`.
        add: adds them to `sums`, shape (slices, numbers), which begins with zeros.
    """

    names: tuple[str, ...]
    add: Adder
    each_skill: tuple[str, ...] = ()

    def all_names(self, skills: tuple[str, ...]) -> tuple[str, ...]:
        """Names of all columns in an organization with these skills."""
        return (*self.names, *(f"{name}_{skill}" for skill in skills for name in self.each_skill))


SOURCES: dict[str, Source] = {}
"""Numbers by slice, by the name of the function or kernel that finds them."""


def numbers(*names: str, each_skill: tuple[str, ...] = ()) -> Callable[[Adder], Adder]:
    """Register a function of a View that adds numbers by slice, for formulas and `view.sum`.

    It gets `sums`, shape (slices, names), which begins with zeros; what has no meaning is NaN.
    """

    def register(add: Adder) -> Adder:
        SOURCES[_origin(add)] = Source(names, add, each_skill)
        return add

    return register


def summed[K: Callable[..., None]](whose: Whose, *names: str) -> Callable[[K], K]:
    """Register a kernel that adds up personal numbers by slice, for formulas and `view.sum`.

    Its arguments are columns by name, then `codes`, the slices of everybody, and `sums`, shape
    (slices, names), to which it adds everybody's numbers with `slices.add_row`.
    """

    def register(kernel: K) -> K:
        def add(view: View, sums: Array) -> None:
            view.tick.call(kernel, getattr(view.slices, whose), sums)

        SOURCES[_origin(kernel)] = Source(names, add)
        return kernel

    return register


def _origin(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


class Block(NamedTuple):
    """Part of an array that holds the numbers of a source, shape (slices, numbers)."""

    begin: int
    end: int
    shape: tuple[int, int]


class Layout:
    """Where the numbers of every source stand in one array: a block each."""

    def __init__(self, skills: tuple[str, ...], slices: int) -> None:
        self.slices = slices
        self.size = 0
        self.block: dict[Source, Block] = {}
        self.source: dict[str, Source] = {}
        self._where: dict[str, Array] = {}
        for source in SOURCES.values():
            self._add(source, source.all_names(skills))

    def _add(self, source: Source, names: tuple[str, ...]) -> None:
        begin, width = self.size, len(names)
        self.size += self.slices * width
        self.block[source] = Block(begin, self.size, (self.slices, width))
        for column, name in enumerate(names):
            if name in self.source:
                raise ModelError(f'the number "{name}" is added up twice; rename one of them')
            self.source[name] = source
            self._where[name] = np.arange(begin + column, self.size, width)

    def where(self, name: str) -> Array:
        """Places of a number in the array, by slice."""
        return self._where[name]


def layout_of(tick: Tick, slices: int) -> Layout:
    """Layout of a run's numbers for so many slices."""
    return tick.once(f"layout of {slices} slices", lambda: Layout(tick.setting.skills, slices))


@numbers("one", "heads")
def people_present(view: View, sums: Array) -> None:
    """One, of which everything is a share, and the people present."""
    sums[:, 0] = 1.0
    sums[:, 1] = view.slices.heads


@numbers(*TALLIES)
def tallies(view: View, sums: Array) -> None:
    """Counters, which only the whole organization has."""
    sums[:] = np.nan
    sums[0] = np.concatenate([view[name] for name in TALLIES])


@numbers(*(f"booked_{name}" for name in BOOKS), *(f"booked_total_{name}" for name in BOOKS))
def books(view: View, sums: Array) -> None:
    """Money booked this quarter and since month 0, which only the whole organization has."""
    sums[:] = np.nan
    sums[0] = [view.booked(name) for name in BOOKS] + [view.booked_total(name) for name in BOOKS]
