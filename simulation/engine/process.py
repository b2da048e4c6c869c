"""Processes: what happens to the state, in order, each declaring what it reads and writes."""

import enum
import inspect
import itertools
import operator
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any, ClassVar, Protocol

import numpy as np
from pydantic import BaseModel, ConfigDict

from simulation.engine.compiled import Look, entry, is_compiled, look_of
from simulation.engine.draws import Draws
from simulation.engine.registry import Registry
from simulation.errors import ModelError
from simulation.state.columns import Array, Column
from simulation.state.state import State

PROCESSES: Registry[type["Process"]] = Registry("process")
"""All processes by name."""

type Call = Callable[..., Any]

PERSONAL = "person.*"
"""In `writes`: every column of a person, also those that other processes bring, but the seat's."""

PLAIN = frozenset({bool, float, int})
"""Python's own numbers, which kernels take as floats."""

NUMBER = Look(np.dtype(np.float64))
"""How compiled code sees one of them."""

FORM = operator.attrgetter("dtype", "ndim", "flags.carray")
"""What arrays have in common that are alike for compiled code; the last: that it takes them."""

MONTHS_A_QUARTER = 3
WEEKS_A_MONTH = 4.345


class Phase(enum.StrEnum):
    """When in a quarter a process takes its step."""

    MONTH = "every month"
    QUARTER_START = "first month of a quarter"
    QUARTER_END = "last month of a quarter"


PHASES = (
    (Phase.MONTH, Phase.QUARTER_START),
    *[(Phase.MONTH,)] * (MONTHS_A_QUARTER - 2),
    (Phase.MONTH, Phase.QUARTER_END),
)
"""Phases that are due in each month of a quarter."""


class Setting(Protocol):
    """What a run is set in; the engine passes it on and looks at nothing in it."""


class Tick:
    """One month of one run: what a process is given to work with.

    Attributes:
        state: the organization, changed in place.
        draws: addressed random numbers, already set to this month.
        month: months since the start of the run; negative in burn-in.
        setting: organization, program and levers (`simulation.program.Setting`).
    """

    __slots__ = ("_known", "draws", "month", "setting", "state")

    def __init__(self, state: State, draws: Draws, setting: Any) -> None:
        self.state = state
        self.draws = draws
        self.setting = setting
        self.month = 0
        self._known: dict[str, Any] = {}

    @property
    def quarter(self) -> int:
        """Quarters since the start, the current one included: month 0 lies in quarter 1."""
        return self.month // MONTHS_A_QUARTER + 1

    @property
    def first_of_quarter(self) -> bool:
        """Whether this is the first month of a quarter."""
        return self.month % MONTHS_A_QUARTER == 0

    @property
    def last_of_quarter(self) -> bool:
        """Whether this is the last month of a quarter."""
        return self.month % MONTHS_A_QUARTER == MONTHS_A_QUARTER - 1

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Phases whose processes step in this month."""
        return PHASES[self.month % MONTHS_A_QUARTER]

    def once[T](self, name: str, compute: Callable[[], T]) -> T:
        """What stays the same for the whole run, computed when it is first needed."""
        if name not in self._known:
            self._known[name] = compute()
        known: T = self._known[name]
        return known

    def call(self, kernel: Callable[..., Any], *numbers: float | int | Array) -> Any:
        """Call a kernel: leading arguments are columns by name, `numbers` follow in order.

        Python numbers are coerced to float, so that a kernel compiles once; numpy values pass.
        """
        state = self.state
        return (state.bound.get(kernel) or bind(state, kernel, numbers))(*numbers)


def call(state: State, kernel: Callable[..., Any], *numbers: Any) -> Any:
    """Call a kernel on a state, as `Tick.call` does."""
    return (state.bound.get(kernel) or bind(state, kernel, numbers))(*numbers)


def bind(state: State, kernel: Callable[..., Any], numbers: tuple[Any, ...]) -> Call:
    """Give a kernel its columns, for this and every later call on this state."""
    columns = [state.in_use(name) for name in column_arguments(kernel, state)]
    bound = state.bound[kernel] = _bound(kernel, columns, numbers)
    return bound


def _bound(kernel: Callable[..., Any], columns: list[Array], numbers: tuple[Any, ...]) -> Call:
    """A kernel with its columns, called as its compiled code where numba need not look at types.

    That takes a third of the time. It need not where the numbers are those of `_look`, and the
    arrays among them those of the call before, or of the same form where they are contiguous.
    """
    looks = [_look(number) for number in numbers]
    if not is_compiled(kernel) or None in looks:
        return lambda *others: kernel(*columns, *_floats(others))
    code = partial(entry(kernel, [*map(look_of, columns), *filter(None, looks)]), *columns)
    arrays: list[list[Any]] = [
        [place, array, FORM(array) if array.flags.carray else None]
        for place, array in enumerate(numbers)
        if isinstance(array, np.ndarray)
    ]
    if not arrays:
        return code

    def run(*others: Any) -> Any:
        for latest in arrays:
            place, array, form = latest
            if others[place] is not array:
                if FORM(others[place]) != form:
                    return kernel(*columns, *_floats(others))
                latest[1] = others[place]  # most are the same all through a run
        return code(*others)

    return run


def _look(value: Any) -> Look | None:
    """How compiled code sees a number or an array; None where numba has to find out."""
    if type(value) in PLAIN:
        return NUMBER
    if type(value) is np.uint32:
        return Look(value.dtype)
    return look_of(value) if type(value) is np.ndarray and value.flags.behaved else None


def _floats(numbers: Iterable[Any]) -> list[Any]:
    return [float(n) if type(n) in PLAIN else n for n in numbers]


def column_arguments(kernel: Callable[..., Any], known: State | Mapping[str, Any]) -> list[str]:
    """The leading arguments of a kernel that name columns: its reads."""
    return list(itertools.takewhile(known.__contains__, _arguments(kernel)))


@cache
def _arguments(kernel: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(getattr(kernel, "py_func", kernel)).parameters)


class Process(BaseModel):
    """One mechanism: frozen parameters as fields, one `step` a tick, its equation in its docstring.

    Class attributes:
        name: name in scenarios and tables.
        position: place in the month, numbered as in the model description.
        phase: when it steps.
        kernels: its compiled kernels; their leading arguments are columns it reads.
        reads: further columns it reads outside kernels.
        writes: columns it may change.
        columns: columns that it brings for itself.
        default_on: a process that is off runs only when a scenario names it.
        burn_in: whether it belongs to a company without a program, and so to the months before the
            run; a process says so itself.
        mechanism: what is off when this process is, in a reader's words; empty where the process
            does more than one thing, and its parameters name what can be switched off.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str] = ""
    position: ClassVar[float]
    phase: ClassVar[Phase] = Phase.MONTH
    kernels: ClassVar[tuple[Callable[..., Any], ...]] = ()
    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = ()
    columns: ClassVar[tuple[Column, ...]] = ()
    default_on: ClassVar[bool] = True
    burn_in: ClassVar[bool] = False
    mechanism: ClassVar[str] = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Register every named process."""
        super().__pydantic_init_subclass__(**kwargs)
        if cls.name:
            PROCESSES.add(cls.name, cls)

    def step(self, tick: Tick) -> None:
        """Let this mechanism act on the state for one month."""
        raise ModelError(f"process {self.name} has no step")  # only named subclasses are run

    def prepare(self, tick: Tick) -> None:
        """Solve what must be solved once, before the first month of a run."""

    def all_reads(self, state: State) -> set[str]:
        """Every column this process reads."""
        return set(self.reads).union(*(column_arguments(k, state) for k in self.kernels))


def in_order(processes: Iterable[Process]) -> tuple[Process, ...]:
    """Sort processes into the order of a month; ties by name."""
    return tuple(sorted(processes, key=lambda process: (process.position, process.name)))
