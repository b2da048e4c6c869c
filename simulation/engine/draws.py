"""Random numbers as processes see them: by who, when and what for, never by order."""

from copy import copy
from functools import cache, cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from simulation.engine.addresses import INDICES, MONTHS, SEEDS, Persons, Stream, check_range
from simulation.engine.compiled import Look, entry
from simulation.engine.philox import (
    Floats,
    fill_normal,
    fill_pair_normal,
    fill_pair_uniform,
    fill_uniform,
)
from simulation.errors import ModelError

type Bools = NDArray[np.bool_]

TURN = 1 << 12

_UINT32 = np.dtype(np.uint32)
_FLOAT64 = np.dtype(np.float64)


class Draws:
    """The random numbers of one replication in one month.

    `persons` and `others` are uint32 arrays from `person_ids`; `out`, where given, is a
    contiguous float64 array of the same length and is returned filled. `index` tells several
    draws of one stream apart. Raises ModelError for arrays that do not fit, AddressError for
    a seed, month or index outside its bits. With `checked`, using a (stream, index) twice for
    the same key raises ModelError.
    """

    def __init__(self, seed: int, *, checked: bool = False) -> None:
        check_range(seed, SEEDS, "seed")
        self.seed = seed
        self.checked = checked
        self._month = 0
        self._words = seed & 0xFFFFFFFF, seed >> 32
        self._key = np.uint32(self._words[0]), np.uint32(self._words[1])
        self._used: dict[tuple[int, int], set[int]] = {}
        self._shift = 0
        self._lucks: dict[tuple[Stream, ...], Persons] = {}

    @property
    def month(self) -> int:
        """The month in the address; `at` moves it."""
        return self._month

    def at(self, month: int) -> Self:
        """Move to a month (its address, 0..65535) and return this object."""
        check_range(month, MONTHS, "month")
        self._month = month
        self._used.clear()
        return self

    @property
    def key(self) -> tuple[np.uint32, np.uint32]:
        """The seed as Philox key, for kernels that draw by themselves."""
        return self._key

    def luck(self, *streams: Stream) -> Persons:
        """For kernels that draw by themselves: the seed's two words, the month's, the streams'.

        The month's word is that of index 0, or of a turn's first index. The array is the same every
        month.
        """
        luck = self._lucks.get(streams)
        if luck is None:
            words = [*self._key, 0, *[stream.hash for stream in streams]]
            luck = self._lucks[streams] = np.array(words, dtype=np.uint32)
        luck[2] = self._month << 16 | self._shift
        return luck

    def lasting(self) -> "Draws":
        """Return draws of month 0, which may be read again at any time: what never changes."""
        return self._lasting

    @cached_property
    def _lasting(self) -> "Draws":
        return Draws(self.seed)

    def turn(self, number: int) -> "Draws":
        """Return the month's draws for a decision that is taken once more: luck of its own.

        Turn 0 is the month's usual luck; every turn has `TURN` indices.
        """
        if number == 0:
            return self
        again = copy(self)
        again._shift = number * TURN
        return again

    def forget_uses(self) -> None:
        """Let this month's keys be drawn once more (checked mode takes a step twice)."""
        self._used.clear()

    def uniform(
        self, stream: Stream, persons: Persons, out: Floats | None = None, *, index: int = 0
    ) -> Floats:
        """Return one uniform number in (0, 1) for each person."""
        return self._fill(fill_uniform, stream, index, out, persons)

    def normal(
        self, stream: Stream, persons: Persons, out: Floats | None = None, *, index: int = 0
    ) -> Floats:
        """Return one standard normal number for each person."""
        return self._fill(fill_normal, stream, index, out, persons)

    def pair_uniform(
        self,
        stream: Stream,
        persons: Persons,
        others: Persons,
        out: Floats | None = None,
        *,
        index: int = 0,
    ) -> Floats:
        """Return one uniform number in (0, 1) for each ordered pair (person, other)."""
        return self._fill(fill_pair_uniform, stream, index, out, persons, others)

    def pair_normal(
        self,
        stream: Stream,
        persons: Persons,
        others: Persons,
        out: Floats | None = None,
        *,
        index: int = 0,
    ) -> Floats:
        """Return one standard normal number for each ordered pair (person, other)."""
        return self._fill(fill_pair_normal, stream, index, out, persons, others)

    def bernoulli(
        self,
        stream: Stream,
        persons: Persons,
        probability: float | Floats,
        out: Bools | None = None,
        *,
        index: int = 0,
    ) -> Bools:
        """Return for each person whether its uniform is below its probability.

        A higher probability never turns a success into a failure.
        """
        return np.less(self.uniform(stream, persons, index=index), probability, out=out)

    def _fill(
        self, kernel: Any, stream: Stream, index: int, out: Floats | None, *keys: Persons
    ) -> Floats:
        index += self._shift
        check_range(index, INDICES, "index")
        out = np.empty(keys[0].size) if out is None else _checked_out(out)
        keys = tuple([_kernel_array(key, out.size) for key in keys])
        if self.checked:
            self._note(stream, index, keys)
        word = self._month << 16 | index
        _code(kernel, len(keys))(*self._words, word, stream.hash, *keys, out)
        return out

    def _note(self, stream: Stream, index: int, keys: tuple[Persons, ...]) -> None:
        other = keys[1].astype(np.uint64) if len(keys) == 2 else np.uint64(0)
        now = set(((keys[0].astype(np.uint64) << np.uint64(32)) | other).tolist())
        used = self._used.setdefault((int(stream.hash), index), set())
        if again := used & now:
            raise ModelError(
                f"stream {stream.name!r}, index {index}, is used twice in month {self._month} for "
                f"{len(again)} keys, so two decisions share their luck. "
                f"Use another index or another stream."
            )
        used |= now


@cache
def _code(kernel: Any, keys: int) -> Any:
    """Compiled code of a kernel that fills: four words, the keys, the numbers to fill."""
    words, numbers = [Look(_UINT32)] * 4, [Look(_FLOAT64, 1)]
    return entry(kernel, words + [Look(_UINT32, 1)] * keys + numbers)


def _kernel_array(persons: Persons, size: int) -> Persons:
    if persons.size != size:
        raise ModelError(f"{persons.size} persons for {size} numbers: lengths must agree.")
    if persons.dtype != _UINT32 or persons.ndim != 1:
        raise ModelError(
            f"persons must be a one-dimensional uint32 array from person_ids, not "
            f"{persons.ndim}-dimensional {persons.dtype}."
        )
    # A read-only or strided array would compile another version of the kernel.
    return persons if persons.flags.carray else persons.copy()


def _checked_out(out: Floats) -> Floats:
    if out.dtype != _FLOAT64 or out.ndim != 1 or not out.flags.carray:
        raise ModelError("out must be a contiguous, writable, one-dimensional float64 array.")
    return out
