"""Who, when and what a random number is for: its address.

counter = (person, other person or 0, month << 16 | index, hash of the stream's name) and
key = the replication's 64-bit seed. Two programs run with one seed share people and luck.
"""

import hashlib
import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.errors import AddressError, RegistryError

type Persons = NDArray[np.uint32]

SEATS = 1 << 22
HOLDERS = 1 << 10
MONTHS = 1 << 16
INDICES = 1 << 16
SEEDS = 1 << 64


@dataclass(frozen=True, eq=False)
class Stream:
    """What a draw is for; made by `stream` when a module is imported, one of a name."""

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
    check_range(seed, SEEDS, "seed")
    check_range(replication, SEEDS, "replication")
    text = seed.to_bytes(8, "little") + replication.to_bytes(8, "little")
    digest = hashlib.blake2b(text, digest_size=8, person=b"replication").digest()
    return int.from_bytes(digest, "little")


def check_range(value: int, count: int, what: str) -> None:
    """Raise AddressError for a number that does not fit into its part of an address."""
    if not 0 <= value < count:
        raise AddressError(f"{what} {value} is outside 0..{count - 1}.")
