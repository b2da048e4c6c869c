"""Random numbers that have an address: a draw depends on who, when and what for, never on order.

Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3") with
counter = (person, other person or 0, month << 16 | index, hash of the stream's name) and
key = the replication's 64-bit seed. Two programs run with one seed share people and luck.
"""

import hashlib
import sys
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.engine.compiled import compiled, compiled_inline, entry
from simulation.engine.functions import inverse_normal
from simulation.errors import AddressError, ModelError, RegistryError

type Floats = NDArray[np.float64]
type Persons = NDArray[np.uint32]
type Bools = NDArray[np.bool_]

SEATS = 1 << 22
HOLDERS = 1 << 10
MONTHS = 1 << 16
INDICES = 1 << 16
TURN = 1 << 12
SEEDS = 1 << 64

_UINT32 = np.dtype(np.uint32)
_FLOAT64 = np.dtype(np.float64)
_LOW = np.uint64(0xFFFFFFFF)
_WORD = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_DROPPED = np.uint64(12)
_ONE_BITS = np.uint64(0x3FF0000000000000)
_ONE_LESS_HALF = 1.0 - 2.0**-53


# ---------------------------------------------------------------- kernels


@compiled_inline
def philox(
    key0: np.uint32, key1: np.uint32, c0: np.uint32, c1: np.uint32, c2: np.uint32, c3: np.uint32
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four 32-bit words of one Philox4x32-10 block, each in an uint64."""
    k0, k1 = np.uint64(key0), np.uint64(key1)
    x0, x1, x2, x3 = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    for _ in range(10):
        p0 = x0 * _MULTIPLIER_0
        p1 = x2 * _MULTIPLIER_1
        x0 = (p1 >> _WORD) ^ x1 ^ k0
        x2 = (p0 >> _WORD) ^ x3 ^ k1
        x1 = p1 & _LOW
        x3 = p0 & _LOW
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return x0, x1, x2, x3


@compiled_inline
def uniform_at(
    key0: np.uint32,
    key1: np.uint32,
    person: np.uint32,
    other: np.uint32,
    word: np.uint32,
    stream_hash: np.uint32,
) -> float:
    """Return the uniform number at one address: (n + 1/2) / 2**52, strictly inside (0, 1)."""
    x0, x1, _, _ = philox(key0, key1, person, other, word, stream_hash)
    n = ((x0 << _WORD) | x1) >> _DROPPED
    # 1 + n / 2**52 from its bits; the difference is exact. With 53 bits n + 1/2 would round to 1.
    return float(np.uint64(n | _ONE_BITS).view(np.float64)) - _ONE_LESS_HALF


@compiled
def fill_uniform(
    key0: np.uint32,
    key1: np.uint32,
    word: np.uint32,
    stream_hash: np.uint32,
    person: Persons,
    out: Floats,
) -> None:
    """Fill out with the persons' uniform numbers."""
    for i in range(out.shape[0]):
        out[i] = uniform_at(key0, key1, person[i], np.uint32(0), word, stream_hash)


@compiled
def fill_normal(
    key0: np.uint32,
    key1: np.uint32,
    word: np.uint32,
    stream_hash: np.uint32,
    person: Persons,
    out: Floats,
) -> None:
    """Fill out with the persons' standard normal numbers."""
    for i in range(out.shape[0]):
        out[i] = uniform_at(key0, key1, person[i], np.uint32(0), word, stream_hash)
    for i in range(out.shape[0]):
        out[i] = inverse_normal(out[i])


@compiled
def fill_normals_of(
    key0: np.uint32, key1: np.uint32, person: np.uint32, stream_hash: np.uint32, out: Floats
) -> None:
    """Fill out with one person's standard normal numbers of month 0, by their index.

    Side by side, when out holds `whole_vectors`: a few numbers more take less time than one by one.
    """
    for index in range(out.shape[0]):
        word = np.uint32(index)
        out[index] = uniform_at(key0, key1, person, np.uint32(0), word, stream_hash)
    for index in range(out.shape[0]):
        out[index] = inverse_normal(out[index])


@compiled_inline
def whole_vectors(count: int) -> int:
    """So many or a few more, with which a loop leaves no rest to run one by one."""
    return (count + 15) // 16 * 16


@compiled
def fill_pair_uniform(
    key0: np.uint32,
    key1: np.uint32,
    word: np.uint32,
    stream_hash: np.uint32,
    person: Persons,
    other: Persons,
    out: Floats,
) -> None:
    """Fill out with the ordered pairs' uniform numbers."""
    for i in range(out.shape[0]):
        out[i] = uniform_at(key0, key1, person[i], other[i], word, stream_hash)


@compiled
def fill_pair_normal(
    key0: np.uint32,
    key1: np.uint32,
    word: np.uint32,
    stream_hash: np.uint32,
    person: Persons,
    other: Persons,
    out: Floats,
) -> None:
    """Fill out with the ordered pairs' standard normal numbers."""
    for i in range(out.shape[0]):
        out[i] = uniform_at(key0, key1, person[i], other[i], word, stream_hash)
    for i in range(out.shape[0]):
        out[i] = inverse_normal(out[i])


# ---------------------------------------------------------------- addresses


@dataclass(frozen=True)
class Stream:
    """What a draw is for; made by `stream` when a module is imported."""

    name: str
    hash: np.uint32


_registered: dict[str, tuple[Stream, str]] = {}


def stream(name: str) -> Stream:
    """Register a stream for the calling module, which alone may use it.

    Raises RegistryError when another module has the name or another name has the hash.
    """
    return _register(name, sys._getframe(1).f_globals["__name__"])


def registered_streams() -> dict[str, tuple[str, ...]]:
    """Return the names of all streams by the module that uses them, both sorted."""
    owners: dict[str, list[str]] = {}
    for name, (_, module) in sorted(_registered.items()):
        owners.setdefault(module, []).append(name)
    return {module: tuple(names) for module, names in sorted(owners.items())}


def _register(name: str, module: str) -> Stream:
    known = _registered.get(name)
    if known is not None:
        _check_owner(name, known[1], module)
        return known[0]
    new = Stream(name, stream_hash(name))
    for other, owner in _registered.values():
        if other.hash == new.hash:
            raise RegistryError(
                f"streams {name!r} (in {module}) and {other.name!r} (in {owner}) have one hash, "
                f"{new.hash:#010x}, so they would share their luck. Rename {name!r}."
            )
    _registered[name] = (new, module)
    return new


def _check_owner(name: str, owner: str, module: str) -> None:
    if owner != module:
        raise RegistryError(
            f"stream {name!r} is registered by {owner} and again by {module}, so both would "
            f"share their luck. Use another name in {module}."
        )


def stream_hash(name: str) -> np.uint32:
    """Return the first 4 bytes of the name's BLAKE2s hash; 0 is reserved (RegistryError)."""
    value = int.from_bytes(hashlib.blake2s(name.encode()).digest()[:4], "little")
    if value == 0:
        raise RegistryError(f"stream {name!r} hashes to 0, which is reserved. Rename it.")
    return np.uint32(value)


def person_id(seat: int, holder: int) -> np.uint32:
    """Return the 32-bit id of the holder-th person on a seat, checked (AddressError)."""
    return np.uint32(person_ids([seat], [holder])[0])


def person_ids(seats: ArrayLike, holders: ArrayLike) -> Persons:
    """Return the 32-bit ids of persons, seat << 10 | holder; both are checked (AddressError)."""
    seat = _checked(seats, SEATS, "seat")
    holder = _checked(holders, HOLDERS, "holder")
    return ((seat << 10) | holder).astype(np.uint32)


def _checked(values: ArrayLike, count: int, what: str) -> NDArray[np.int64]:
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise AddressError(f"{what}s must be whole numbers, not {array.dtype}.")
    bad = (array < 0) | (array >= count)
    if bad.any():
        first = array[bad][0] if array.ndim else array
        raise AddressError(
            f"{what} {first} is outside 0..{count - 1} ({int(bad.sum())} of {array.size} are): "
            f"a person's address has 22 bits for the seat and 10 for the holder."
        )
    return array.astype(np.int64)


def replication_seed(seed: int, replication: int) -> int:
    """Return the 64-bit seed of one replication: BLAKE2b of (seed, replication), never a count."""
    _check_range(seed, SEEDS, "seed")
    _check_range(replication, SEEDS, "replication")
    text = seed.to_bytes(8, "little") + replication.to_bytes(8, "little")
    digest = hashlib.blake2b(text, digest_size=8, person=b"replication").digest()
    return int.from_bytes(digest, "little")


def _check_range(value: int, count: int, what: str) -> None:
    if not 0 <= value < count:
        raise AddressError(f"{what} {value} is outside 0..{count - 1}.")


# ---------------------------------------------------------------- the face that processes see


class Draws:
    """The random numbers of one replication in one month.

    `persons` and `others` are uint32 arrays from `person_ids`; `out`, where given, is a
    contiguous float64 array of the same length and is returned filled. `index` tells several
    draws of one stream apart. Raises ModelError for arrays that do not fit, AddressError for
    a seed, month or index outside its bits. With `checked`, using a (stream, index) twice for
    the same key raises ModelError.
    """

    def __init__(self, seed: int, *, checked: bool = False) -> None:
        _check_range(seed, SEEDS, "seed")
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
        _check_range(month, MONTHS, "month")
        self._month = month
        self.forget_uses()
        return self

    @property
    def key(self) -> tuple[np.uint32, np.uint32]:
        """The seed as Philox key, for kernels that draw by themselves."""
        return self._key

    def luck(self, *streams: Stream) -> Persons:
        """For kernels that draw by themselves: the seed's two words, the month's, the streams'.

        The month's word is that of index 0. The array is the same every month.
        """
        luck = self._lucks.get(streams)
        if luck is None:
            words = [*self._key, 0, *[stream.hash for stream in streams]]
            luck = self._lucks[streams] = np.array(words, dtype=np.uint32)
        luck[2] = self._month << 16
        return luck

    def lasting(self) -> "Draws":
        """Return draws of month 0, which may be read again at any time: what never changes."""
        return Draws(self.seed)

    def turn(self, number: int) -> "Draws":
        """Return the month's draws for a decision that is taken once more: luck of its own.

        Turn 0 is the month's usual luck; every turn has `TURN` indices.
        """
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
        _check_range(index, INDICES, "index")
        keys = tuple([_kernel_array(key) for key in keys])
        out = np.empty(keys[0].size) if out is None else _checked_out(out)
        for key in keys:
            if key.size != out.size:
                raise ModelError(f"{key.size} persons for {out.size} numbers: lengths must agree.")
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
    return entry(kernel, [(_UINT32, 0)] * 4 + [(_UINT32, 1)] * keys + [(_FLOAT64, 1)])


def _kernel_array(persons: Persons) -> Persons:
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
