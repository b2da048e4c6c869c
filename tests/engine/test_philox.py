import numpy as np
import pytest

from simulation.engine import philox as module
from simulation.engine.addresses import Stream, person_id, stream_hash
from simulation.engine.draws import Draws
from simulation.engine.functions import inverse_normal
from simulation.engine.philox import (
    fill_normals_of,
    philox,
    to_normal,
    uniform_at,
    whole_vectors,
)

SEED = 0x0123_4567_89AB_CDEF
ALPHA = Stream("test alpha", stream_hash("test alpha"))  # not registered


def u32(*values: int) -> tuple[np.uint32, ...]:
    return tuple(np.uint32(value) for value in values)


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [  # Random123 1.14, tests/kat_vectors, philox4x32 10
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_published_vectors(counter, key, expected) -> None:
    assert tuple(int(word) for word in philox(*u32(*key, *counter))) == expected
    assert tuple(int(word) for word in philox.py_func(*u32(*key, *counter))) == expected


def test_a_uniform_is_the_middle_of_one_of_two_to_the_52_cells() -> None:
    address = u32(SEED & 0xFFFFFFFF, SEED >> 32, 77, 0, 5 << 16 | 3, 9)
    first, second, _, _ = philox(*address[:2], *address[2:])
    n = (int(first) << 32 | int(second)) >> 12
    assert uniform_at(*address) == (n + 0.5) / 2**52


@pytest.mark.parametrize("first", [0, 0xFFFFFFFF])
def test_the_extreme_words_stay_strictly_inside(first: int, monkeypatch) -> None:
    monkeypatch.setattr(module, "philox", lambda *_: (np.uint64(first), np.uint64(first), 0, 0))
    u = uniform_at.py_func(*u32(0, 0, 0, 0, 0, 0))
    assert 0.0 < u < 1.0
    assert u == (2.0**-53 if first == 0 else 1.0 - 2.0**-53)


@pytest.mark.parametrize("count", [1, 10, 16, 35])
def test_a_persons_numbers_are_those_of_month_0_by_index(count: int) -> None:
    draws, person = Draws(SEED).at(0), person_id(321, 7)
    room = np.empty(count)
    fill_normals_of(*draws.key, person, ALPHA.hash, room)
    one = np.array([person])
    assert room.tolist() == [draws.normal(ALPHA, one, index=n)[0] for n in range(count)]


@pytest.mark.parametrize("far", [0.0, 0.15, 1.0])
@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 400])
def test_many_numbers_become_normal_as_each_alone_does(count: int, far: float) -> None:
    """Whatever share of them lies in the tails."""
    rng = np.random.default_rng(count)
    tail = 0.075 * rng.uniform(1e-12, 1.0, count)
    u = np.where(rng.random(count) < far, tail, rng.uniform(0.075, 0.925, count))
    u[::3] = 1.0 - u[::3]
    expected = [inverse_normal(each) for each in u.tolist()]
    for function in (to_normal, to_normal.py_func):
        z, room = u.copy(), np.empty(whole_vectors(count))
        function(z, np.empty(count, dtype=np.int64), room)
        assert z.tolist() == expected


@pytest.mark.parametrize(("count", "whole"), [(0, 0), (1, 16), (16, 16), (17, 32)])
def test_whole_vectors_leave_no_rest(count: int, whole: int) -> None:
    assert whole_vectors(count) == whole
