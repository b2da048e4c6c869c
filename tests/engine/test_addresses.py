import hashlib
import importlib
import math
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine import addresses as module
from simulation.engine.addresses import (
    person_id,
    person_ids,
    replication_seed,
    stream,
    stream_hash,
)
from simulation.errors import AddressError, RegistryError

LIMIT = 5.0  # standard errors; seeds are fixed, so a pass today is a pass tomorrow


@given(st.integers(0, 2**22 - 1), st.integers(0, 2**10 - 1))
def test_a_person_is_22_bits_of_seat_and_10_of_holder(seat: int, holder: int) -> None:
    person = person_id(seat, holder)
    assert person.dtype == np.uint32
    assert divmod(int(person), 1024) == (seat, holder)


def test_person_ids_keep_shape_and_type() -> None:
    ids = person_ids(np.arange(3, dtype=np.int16), np.zeros(3, dtype=np.uint8))
    assert ids.dtype == np.uint32
    assert ids.tolist() == [0, 1024, 2048]
    assert person_ids([], []).size == 0


@pytest.mark.parametrize(
    ("seats", "holders", "words"),
    [
        ([0, 4_194_304], [0, 0], r"seat 4194304 is outside 0..4194303 \(1 of 2 are\).*22 bits"),
        ([-1], [0], "seat -1 is outside"),
        ([0, 0, 0], [1024, 3, 2000], r"holder 1024 is outside 0..1023 \(2 of 3 are\).*10 for"),
        ([0], [-3], "holder -3 is outside"),
        ([0.5], [0], "seats must be whole numbers, not float64"),
    ],
)
def test_a_person_outside_the_bits_is_refused(seats, holders, words) -> None:
    with pytest.raises(AddressError, match=words):
        person_ids(seats, holders)


def test_replication_seeds_differ_and_are_not_counted() -> None:
    seeds = {replication_seed(s, r) for s in range(40) for r in range(500)}
    assert len(seeds) == 40 * 500
    assert all(0 <= seed < 2**64 for seed in seeds)
    differences = {replication_seed(1, r + 1) - replication_seed(1, r) for r in range(100)}
    assert len(differences) == 100
    bits = np.array([[seed >> b & 1 for b in range(64)] for seed in seeds])
    z = (bits.mean(axis=0) - 0.5) * 2.0 * math.sqrt(len(seeds))
    assert np.abs(z).max() < LIMIT


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (2**64, 0), (0, -1), (0, 2**64)])
def test_a_seed_outside_64_bits_is_refused(seed: int, replication: int) -> None:
    with pytest.raises(AddressError, match=r"is outside 0\.\.18446744073709551615"):
        replication_seed(seed, replication)


@pytest.fixture
def registry(monkeypatch):
    """A registry without the streams of other modules."""
    monkeypatch.setattr(module, "_registered", {})


def test_a_stream_hashes_its_name_and_nothing_else(registry) -> None:
    wear = stream("tear")
    assert stream("tear") is wear
    assert wear.name == "tear"
    expected = hashlib.blake2s(b"tear").digest()[:4]
    assert int(wear.hash) == int.from_bytes(expected, "little")
    assert wear.hash.dtype == np.uint32


def test_a_module_may_be_reloaded(registry, tmp_path, monkeypatch) -> None:
    source = "from simulation.engine.addresses import stream\nS = stream('reloaded')\n"
    (tmp_path / "reloadable_streams.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    reloadable = importlib.import_module("reloadable_streams")
    first = reloadable.S
    again = importlib.reload(reloadable).S
    assert again == first
    with pytest.raises(RegistryError, match="'reloaded' is registered by reloadable_streams and"):
        stream("reloaded")
    monkeypatch.delitem(sys.modules, "reloadable_streams")


def test_two_streams_with_one_hash_are_refused(registry) -> None:
    assert stream_hash("s38633") == stream_hash("s72374")
    stream("s38633")
    with pytest.raises(RegistryError, match=r"'s72374'.*'s38633'.*one hash.*Rename 's72374'"):
        stream("s72374")


def test_the_hash_zero_is_reserved(monkeypatch) -> None:
    zero = SimpleNamespace(blake2s=lambda _: SimpleNamespace(digest=lambda: bytes(32)))
    monkeypatch.setattr(module, "hashlib", zero)
    with pytest.raises(RegistryError, match="hashes to 0, which is reserved"):
        stream_hash("any")
