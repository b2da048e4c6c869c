"""Rules and listings: pairs kept sorted, found, joined, barred."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.assignment.rules import Listing, leads_kernel, listed, permit, permitted

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6)), unique=True)


def listing(pairs, rows=5):
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Listing.of(both[:, 0], both[:, 1], rows)


@given(PAIRS)
def test_a_listing_knows_its_pairs_and_no_other(pairs):
    made = listing(pairs)
    assert sorted(zip(made.row.tolist(), made.column.tolist(), strict=True)) == sorted(pairs)
    for row in range(5):
        for column in range(7):
            assert listed.py_func(*made, row, column) == ((row, column) in pairs)


@given(PAIRS, PAIRS)
def test_joined_listings_know_the_pairs_of_both(one, other):
    more = [pair for pair in other if pair not in one]
    columns = np.array(more, dtype=np.int64).reshape(-1, 2)
    joined = listing(one).joined(columns[:, 0], columns[:, 1])
    for part, expected in zip(joined, listing(one + more), strict=True):
        assert part.tolist() == expected.tolist()


def test_barred_pairs_are_not_permitted_and_nobody_is_their_own_mentor(rules):
    plain = rules(2, 3)
    barred = plain.barring(np.array([0]), np.array([2]))
    same = barred._replace(
        mentor_persons=np.append(plain.mentor_persons[:2], plain.mentee_persons[1])
    )
    out, (rows, columns) = np.empty(6, dtype=bool), (side.ravel() for side in np.indices((2, 3)))
    permit(same, rows, columns, out)
    assert out.tolist() == [True, True, False] * 2


@pytest.mark.parametrize("kernel", [leads_kernel, leads_kernel.py_func])
def test_who_leads_is_whoever_somebody_reports_to(kernel):
    leads = np.ones(4, dtype=bool)
    kernel(np.array([2, 2, 3, -1]), leads)
    assert leads.tolist() == [False, False, True, True]


@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([-1.0, 0.0, 1.0, 2.0]),
    st.sampled_from([-1.0, 0.0, 1.0]),
    st.booleans(),
)
def test_pairs_are_permitted_alone_as_they_are_together(rules, seed, direction, department, line):
    luck = np.random.default_rng(seed)
    plain = rules(4, 5)
    seats = plain.level.size
    manager = np.array([luck.integers(-1, seat) if seat else -1 for seat in range(seats)])
    leads = np.empty(seats, dtype=bool)
    leads_kernel(manager, leads)
    own = plain._replace(
        level=luck.integers(1, 4, seats),
        department=luck.integers(0, plain.isolated.size, seats),
        manager=manager,
        leads=leads,
        direction=direction,
        department_rule=department,
        line_allowed=float(line),
    ).barring(np.array([0]), luck.integers(0, 5, 1))
    rows, columns = (side.ravel() for side in np.indices((4, 5)))
    together = np.empty(rows.size, dtype=bool)
    permit(own, rows, columns, together)
    alone = [permitted(own, row, column) for row, column in zip(rows, columns, strict=True)]
    assert alone == together.tolist()
