import itertools
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulation.engine.addresses import (
    Stream,
    person_id,
    person_ids,
    replication_seed,
    stream_hash,
)
from simulation.engine.compiled import signatures
from simulation.engine.draws import Draws
from simulation.engine.functions import inverse_normal
from simulation.engine.philox import (
    fill_normal,
    fill_normals,
    fill_pair_normal,
    fill_pair_uniform,
    fill_uniform,
    uniform_at,
)
from simulation.errors import AddressError, ModelError

ROOT = Path(__file__).resolve().parents[2]
MANY = 20_000
LIMIT = 5.0  # standard errors; seeds are fixed, so a pass today is a pass tomorrow
SEED = 0x0123_4567_89AB_CDEF


def made(name: str) -> Stream:
    """A stream that is not registered."""
    return Stream(name, stream_hash(name))


ALPHA, BETA = made("test alpha"), made("test beta")
PEOPLE = person_ids(np.arange(MANY), np.zeros(MANY, dtype=int))
COLLEAGUES = person_ids(np.arange(MANY) + MANY, np.ones(MANY, dtype=int))


def u32(*values: int) -> tuple[np.uint32, ...]:
    return tuple(np.uint32(value) for value in values)


# ---------------------------------------------------------------- the address


def test_draws_use_the_documented_address() -> None:
    draws = Draws(SEED).at(17)
    key, word = u32(SEED & 0xFFFFFFFF, SEED >> 32), np.uint32(17 << 16 | 4)
    person, other = person_id(321, 7), person_id(5, 1)
    alone, both = np.array([person]), np.array([other])
    none = np.uint32(0)
    assert draws.uniform(ALPHA, alone, index=4) == uniform_at(*key, person, none, word, ALPHA.hash)
    assert draws.normal(ALPHA, alone, index=4) == inverse_normal(
        uniform_at(*key, person, none, word, ALPHA.hash)
    )
    assert draws.pair_uniform(ALPHA, alone, both, index=4) == uniform_at(
        *key, person, other, word, ALPHA.hash
    )
    assert draws.pair_normal(ALPHA, alone, both, index=4) == inverse_normal(
        uniform_at(*key, person, other, word, ALPHA.hash)
    )


def test_luck_is_the_address_of_a_kernels_own_draws() -> None:
    draws = Draws(SEED).at(17)
    luck = draws.luck(ALPHA, BETA)
    assert luck.dtype == np.uint32
    assert luck.tolist() == [*draws.key, 17 << 16, ALPHA.hash, BETA.hash]
    assert draws.at(18).luck(ALPHA, BETA)[2] == 18 << 16


def test_golden_numbers_never_change() -> None:
    """Pinned: a change here changes every stored result."""
    people = person_ids([0, 1, 600, 4_194_303], [0, 0, 3, 1023])
    draws = Draws(20_261_121).at(12)
    got = np.r_[
        draws.uniform(ALPHA, people),
        draws.normal(ALPHA, people, index=1),
        draws.pair_uniform(BETA, people, people[::-1].copy()),
    ]
    assert [value.hex() for value in got.tolist()] == GOLDEN
    assert replication_seed(20_261_121, 3) == GOLDEN_SEED
    assert int(ALPHA.hash) == GOLDEN_HASH


# ---------------------------------------------------------------- distribution


STREAMS = [made(f"test stream {k}") for k in range(8)]
MONTHS = [0, 1, 2, 3, 12, 40, 1000, 65_535]
CELLS = list(itertools.product(STREAMS, MONTHS))


def kolmogorov_smirnov(sample: np.ndarray) -> float:
    return float(stats.kstest(sample, "uniform").pvalue)


def test_uniforms_are_uniform_in_every_cell() -> None:
    p = [kolmogorov_smirnov(Draws(SEED).at(m).uniform(s, PEOPLE)) for s, m in CELLS]
    assert min(p) > 1e-6
    assert kolmogorov_smirnov(np.array(p)) > 1e-4


def test_normals_are_normal_in_every_cell() -> None:
    p = [kolmogorov_smirnov(stats.norm.cdf(Draws(SEED).at(m).normal(s, PEOPLE))) for s, m in CELLS]
    assert min(p) > 1e-6
    assert kolmogorov_smirnov(np.array(p)) > 1e-4


@pytest.mark.parametrize("shift", [0, 6, 20, 40, 46])
def test_high_middle_and_low_bits_are_uniform(shift: int) -> None:
    for s, m in CELLS[:16]:
        n = (Draws(SEED).at(m).uniform(s, PEOPLE) * 2.0**52).astype(np.int64)
        counts = np.bincount(n >> shift & 63, minlength=64)
        assert stats.chisquare(counts).pvalue > 1e-6


def test_moments_and_tails_of_normals() -> None:
    z = np.concatenate([Draws(SEED).at(m).normal(s, PEOPLE) for s, m in CELLS])
    n = z.size
    assert abs(z.mean()) * math.sqrt(n) < LIMIT
    assert abs((z**2).mean() - 1.0) * math.sqrt(n / 2.0) < LIMIT
    assert abs((z**3).mean()) * math.sqrt(n / 15.0) < LIMIT
    assert abs((z**4).mean() - 3.0) * math.sqrt(n / 96.0) < LIMIT
    for bound in (1.0, 2.0, 3.0, 4.0):
        expected = n * stats.norm.sf(bound)
        for count in ((z > bound).sum(), (z < -bound).sum()):
            assert abs(count - expected) < LIMIT * math.sqrt(expected)
    assert 4.5 < np.abs(z).max() < 6.5


def test_blocks_repeat_as_often_as_by_chance() -> None:
    """Birthdays: of n draws of 32 bits, about n**2 / 2**33 pairs are equal."""
    seats = np.arange(2**19)
    people = person_ids(np.r_[seats, seats], np.r_[seats * 0, seats * 0 + 1])
    n = (Draws(SEED).uniform(ALPHA, people) * 2.0**32).astype(np.uint64)
    equal = n.size - np.unique(n).size
    expected = n.size**2 / 2.0**33
    assert abs(equal - expected) < LIMIT * math.sqrt(expected)


# ---------------------------------------------------------------- independence


def z_of_correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Correlation of two uniform samples in standard errors."""
    return float(((a - 0.5) * (b - 0.5)).mean() * 12.0 * math.sqrt(a.size))


def independent(samples: list[np.ndarray]) -> bool:
    """Whether no two samples correlate, nor the distances from their middles."""
    folded = [2.0 * np.abs(sample - 0.5) for sample in samples]
    return all(
        abs(z_of_correlation(a, b)) < LIMIT
        for group in (samples, folded)
        for a, b in itertools.combinations(group, 2)
    )


def test_streams_are_independent() -> None:
    assert independent([Draws(SEED).uniform(s, PEOPLE) for s in STREAMS])


def test_months_are_independent() -> None:
    assert independent([Draws(SEED).at(m).uniform(ALPHA, PEOPLE) for m in MONTHS])


def test_indices_are_independent() -> None:
    draws = Draws(SEED)
    assert independent([draws.uniform(ALPHA, PEOPLE, index=i) for i in (0, 1, 2, 255, 65_535)])


def test_seeds_are_independent() -> None:
    seeds = [0, 1, 2, 2**32, 2**63, *(replication_seed(0, r) for r in range(4))]
    assert independent([Draws(seed).uniform(ALPHA, PEOPLE) for seed in seeds])


def test_holders_of_one_seat_are_independent() -> None:
    seats = np.arange(MANY)
    ids = [person_ids(seats, np.full(MANY, h)) for h in (0, 1, 2, 1023)]
    assert independent([Draws(SEED).uniform(ALPHA, people) for people in ids])


def test_neighbors_are_independent() -> None:
    u = Draws(SEED).uniform(ALPHA, PEOPLE)
    for lag in (1, 2, 3, 10, 100):
        assert abs(z_of_correlation(u[:-lag], u[lag:])) < LIMIT


def test_pairs_are_independent_of_their_reverse_and_of_both_alone() -> None:
    draws = Draws(SEED)
    assert independent(
        [
            draws.pair_uniform(ALPHA, PEOPLE, COLLEAGUES),
            draws.pair_uniform(ALPHA, COLLEAGUES, PEOPLE),
            draws.uniform(ALPHA, PEOPLE),
            draws.uniform(ALPHA, COLLEAGUES),
        ]
    )


def test_one_person_draws_independently_with_every_other() -> None:
    one = np.full(MANY, person_id(3, 0))
    u = Draws(SEED).pair_uniform(ALPHA, one, COLLEAGUES)
    assert kolmogorov_smirnov(u) > 1e-6
    assert abs(z_of_correlation(u[:-1], u[1:])) < LIMIT


# ---------------------------------------------------------------- addressed, not consumed


METHODS = ["uniform", "normal"]
PAIR_METHODS = ["pair_uniform", "pair_normal"]


@pytest.mark.parametrize("method", METHODS)
@given(order=st.permutations(range(30)), count=st.integers(1, 30))
def test_neither_order_nor_company_changes_a_draw(method: str, order, count: int) -> None:
    people = PEOPLE[:30]
    everyone = getattr(Draws(SEED), method)(ALPHA, people)
    some = np.array(order[:count])
    assert getattr(Draws(SEED), method)(ALPHA, people[some]).tolist() == everyone[some].tolist()


@pytest.mark.parametrize("method", METHODS + PAIR_METHODS)
def test_every_length_gives_the_same_bits(method: str) -> None:
    """Vectors and what is left over by them compute alike."""
    keys = (PEOPLE, COLLEAGUES) if method in PAIR_METHODS else (PEOPLE,)
    whole = getattr(Draws(SEED), method)(ALPHA, *keys)
    for count in range(40):
        part = getattr(Draws(SEED), method)(ALPHA, *(key[:count] for key in keys))
        assert part.tobytes() == whole[:count].tobytes()


def test_what_was_drawn_before_changes_nothing() -> None:
    draws = Draws(SEED).at(5)
    first = draws.uniform(ALPHA, PEOPLE)
    draws.normal(BETA, PEOPLE)
    draws.at(9).uniform(ALPHA, PEOPLE)
    assert draws.at(5).uniform(ALPHA, PEOPLE).tobytes() == first.tobytes()
    assert draws.month == 5


def test_lasting_draws_are_those_of_month_zero_and_leave_the_month_alone() -> None:
    draws = Draws(SEED, checked=True).at(30)
    expected = Draws(SEED).at(0).pair_normal(ALPHA, PEOPLE, COLLEAGUES)
    for _ in range(2):
        fit = draws.lasting().pair_normal(ALPHA, PEOPLE, COLLEAGUES)
        assert fit.tobytes() == expected.tobytes()
    assert draws.month == 30


def test_more_probability_never_turns_a_success_into_a_failure() -> None:
    draws = Draws(SEED).at(3)
    successes = [draws.bernoulli(ALPHA, PEOPLE, p) for p in (0.0, 0.1, 0.1001, 0.5, 0.9, 1.0)]
    for fewer, more in itertools.pairwise(successes):
        assert not (fewer & ~more).any()
    assert not successes[0].any()
    assert successes[-1].all()


def test_bernoulli_takes_a_probability_for_each_and_an_output() -> None:
    draws, p = Draws(SEED), np.linspace(0.0, 1.0, MANY)
    out = np.empty(MANY, dtype=bool)
    assert draws.bernoulli(ALPHA, PEOPLE, p, out) is out
    assert np.array_equal(out, draws.uniform(ALPHA, PEOPLE) < p)
    expected, variance = p.sum(), (p * (1.0 - p)).sum()
    assert abs(out.sum() - expected) < LIMIT * math.sqrt(variance)


@pytest.mark.parametrize("method", METHODS)
def test_the_output_is_filled_and_returned(method: str) -> None:
    out = np.full(MANY, np.nan)
    fill = getattr(Draws(SEED), method)
    assert fill(ALPHA, PEOPLE, out) is out
    assert out.tobytes() == fill(ALPHA, PEOPLE).tobytes()


def test_rows_are_normals_of_one_index_each() -> None:
    draws, rows = Draws(SEED).at(6), np.empty((3, 50))
    fill_normals(*draws.luck(ALPHA), PEOPLE[:50].copy(), rows)
    for index, row in enumerate(rows):
        assert row.tobytes() == draws.normal(ALPHA, PEOPLE[:50], index=index).tobytes()


@pytest.mark.skipif(
    os.environ.get("MENTORSIM_COMPILE") == "off", reason="MENTORSIM_COMPILE=off: nothing compiles"
)
def test_strided_and_read_only_keys_compile_no_second_version() -> None:
    draws = Draws(SEED)
    expected = draws.uniform(ALPHA, PEOPLE)
    frozen = PEOPLE.copy()
    frozen.flags.writeable = False
    assert draws.uniform(ALPHA, frozen).tobytes() == expected.tobytes()
    assert draws.uniform(ALPHA, PEOPLE[::3]).tobytes() == expected[::3].tobytes()
    draws.normal(ALPHA, frozen)
    draws.pair_uniform(ALPHA, frozen, PEOPLE)
    draws.pair_normal(ALPHA, PEOPLE, frozen)
    for kernel in (fill_uniform, fill_normal, fill_pair_uniform, fill_pair_normal):
        assert signatures(kernel) == 1


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize("month", [-1, 65_536])
def test_a_month_outside_its_bits_is_refused(month: int) -> None:
    with pytest.raises(AddressError, match=rf"month {month} is outside 0\.\.65535"):
        Draws(SEED).at(month)


@pytest.mark.parametrize("index", [-1, 65_536])
def test_an_index_outside_its_bits_is_refused(index: int) -> None:
    with pytest.raises(AddressError, match=rf"index {index} is outside 0\.\.65535"):
        Draws(SEED).uniform(ALPHA, PEOPLE, index=index)


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_of_more_than_64_bits_is_refused(seed: int) -> None:
    with pytest.raises(AddressError, match=f"seed {seed} is outside"):
        Draws(seed)


@pytest.mark.parametrize("persons", [np.arange(3), np.zeros(3), PEOPLE[:4].reshape(2, 2)])
def test_other_persons_are_refused(persons: np.ndarray) -> None:
    with pytest.raises(ModelError, match="one-dimensional uint32 array from person_ids"):
        Draws(SEED).uniform(ALPHA, persons)


@pytest.mark.parametrize(
    "out",
    [
        np.empty(MANY, dtype=np.float32),
        np.empty(2 * MANY)[::2],
        np.empty((MANY, 1)),
        np.broadcast_to(1.0, MANY),
    ],
)
def test_another_output_is_refused(out: np.ndarray) -> None:
    with pytest.raises(ModelError, match="contiguous, writable, one-dimensional float64"):
        Draws(SEED).uniform(ALPHA, PEOPLE, out)


def test_lengths_must_agree() -> None:
    with pytest.raises(ModelError, match="20000 persons for 3 numbers"):
        Draws(SEED).uniform(ALPHA, PEOPLE, np.empty(3))
    with pytest.raises(ModelError, match="2 persons for 20000 numbers"):
        Draws(SEED).pair_uniform(ALPHA, PEOPLE, COLLEAGUES[:2])


def test_checked_draws_refuse_a_second_use_for_one_key() -> None:
    draws = Draws(SEED, checked=True).at(4)
    draws.uniform(ALPHA, PEOPLE[:10])
    draws.uniform(ALPHA, PEOPLE[10:20])
    draws.uniform(ALPHA, PEOPLE[:10], index=1)
    draws.uniform(BETA, PEOPLE[:10])
    with pytest.raises(ModelError, match=r"'test alpha', index 0, is used twice in month 4 for 5"):
        draws.normal(ALPHA, PEOPLE[15:25])


def test_checked_draws_tell_pairs_apart() -> None:
    draws = Draws(SEED, checked=True)
    draws.pair_uniform(ALPHA, PEOPLE[:9], COLLEAGUES[:9])
    draws.pair_uniform(ALPHA, COLLEAGUES[:9], PEOPLE[:9])
    with pytest.raises(ModelError, match="is used twice"):
        draws.pair_normal(ALPHA, PEOPLE[8:10], COLLEAGUES[8:10])


def test_a_new_month_or_forgetting_allows_the_next_use() -> None:
    draws = Draws(SEED, checked=True)
    draws.bernoulli(ALPHA, PEOPLE, 0.5)
    draws.forget_uses()
    draws.bernoulli(ALPHA, PEOPLE, 0.5)
    draws.at(1).bernoulli(ALPHA, PEOPLE, 0.5)


def test_unchecked_draws_may_be_asked_again() -> None:
    draws = Draws(SEED)
    first, second = draws.uniform(ALPHA, PEOPLE), draws.uniform(ALPHA, PEOPLE)
    assert first.tobytes() == second.tobytes()


# ---------------------------------------------------------------- compiled or not


SCRIPT = """
import sys
import numpy as np
from simulation.engine.addresses import person_ids, stream
from simulation.engine.draws import Draws
people = person_ids(np.arange(200), np.arange(200))
others, s = people[::-1].copy(), stream("test alpha")
draws = Draws(int(sys.argv[1])).at(7)
rows = [draws.uniform(s, people), draws.normal(s, people),
        draws.pair_uniform(s, people, others), draws.pair_normal(s, people, others)]
assert "numba" not in sys.modules
sys.stdout.buffer.write(np.array(rows).tobytes())
"""


def test_plain_python_gives_the_same_bits() -> None:
    environment = {**os.environ, "MENTORSIM_COMPILE": "off", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-c", SCRIPT, str(SEED)]
    plain = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
    people = person_ids(np.arange(200), np.arange(200))
    others, draws = people[::-1].copy(), Draws(SEED).at(7)
    rows = [
        draws.uniform(ALPHA, people),
        draws.normal(ALPHA, people),
        draws.pair_uniform(ALPHA, people, others),
        draws.pair_normal(ALPHA, people, others),
    ]
    assert plain == np.array(rows).tobytes()


GOLDEN_HASH = 0x8CC45E87
GOLDEN_SEED = 16298361524037246066
GOLDEN = [
    "0x1.03f3f2b14f3bdp-1",
    "0x1.a2a8f627e2302p-2",
    "0x1.8b89337daa20bp-1",
    "0x1.954038be3ef3cp-3",
    "-0x1.b195ec1a96118p+1",
    "-0x1.43238f64dd970p+0",
    "0x1.7cacdd3b1ffe0p-1",
    "0x1.290f02a23c569p-1",
    "0x1.201d6e41b0e15p-1",
    "0x1.7449d8bf6de69p-1",
    "0x1.7e44ffe662887p-1",
    "0x1.69a6ea7718f8ap-2",
]


def test_a_decision_taken_once_more_has_luck_of_its_own() -> None:
    draws = Draws(SEED, checked=True).at(5)
    usual = draws.turn(0).uniform(ALPHA, PEOPLE)
    again = draws.turn(1).uniform(ALPHA, PEOPLE)
    np.testing.assert_array_equal(usual, Draws(SEED).at(5).uniform(ALPHA, PEOPLE))
    assert independent([usual, again])
    with pytest.raises(ModelError, match="used twice"):
        draws.uniform(ALPHA, PEOPLE)
    with pytest.raises(AddressError, match="index 65536"):
        draws.turn(16).uniform(ALPHA, PEOPLE)
