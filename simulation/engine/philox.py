"""Random numbers at an address: kernels that turn a key and a counter into a number.

Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"). What a key and
a counter say is in `simulation.engine.addresses`.
"""

import numpy as np
from numpy.typing import NDArray

from simulation.engine.addresses import Persons
from simulation.engine.compiled import compiled, compiled_inline
from simulation.engine.functions import in_center, inverse_normal, normal_center, normal_tail

type Floats = NDArray[np.float64]
type Indices = NDArray[np.int64]

_LOW = np.uint64(0xFFFFFFFF)
_WORD = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_DROPPED = np.uint64(12)
_ONE_BITS = np.uint64(0x3FF0000000000000)
_ONE_LESS_HALF = 1.0 - 2.0**-53


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


@compiled_inline
def whole_vectors(count: int) -> int:
    """So many or a few more, with which a loop leaves no rest to run one by one."""
    return (count + 15) // 16 * 16


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
    tails, far = np.empty(out.shape[0], np.int64), np.empty(whole_vectors(out.shape[0]))
    to_normal(out, tails, far)


@compiled
def fill_normals(
    key0: np.uint32,
    key1: np.uint32,
    word: np.uint32,
    stream_hash: np.uint32,
    person: Persons,
    out: Floats,
) -> None:
    """Fill every row of out with the persons' standard normal numbers, those of one index each."""
    for row in range(out.shape[0]):
        fill_normal(key0, key1, np.uint32(word + row), stream_hash, person, out[row])


@compiled
def to_normal(u: Floats, tails: Indices, far: Floats) -> None:
    """Turn uniform numbers into the standard normal ones of `inverse_normal`, in place.

    Few of them lie in the tails, which take a logarithm and a root: these are gathered, so that
    each of the two kinds is computed side by side. `tails` and `far` are room for whole vectors.
    """
    count = 0
    for i in range(u.shape[0]):
        tails[count], far[count] = i, u[i]
        count += not in_center(u[i])
    for k in range(count, whole_vectors(count)):
        far[k] = 0.5
    for i in range(u.shape[0]):
        u[i] = normal_center(u[i])
    for k in range(whole_vectors(count)):
        far[k] = normal_tail(far[k])
    for k in range(count):
        u[tails[k]] = far[k]


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
    tails, far = np.empty(out.shape[0], np.int64), np.empty(whole_vectors(out.shape[0]))
    to_normal(out, tails, far)
