"""Pairs: an empty row is nobody's, and stays within its ranges."""

import pytest

from simulation.errors import ModelError
from simulation.state.columns import Table
from simulation.state.pairs import PAIRS


@pytest.fixture
def pairs():
    return Table(PAIRS, 3, {"seats": 3})


def test_an_empty_row_is_no_pair_of_nobody(pairs):
    assert not pairs["pair_active"].any()
    for name in ("pair_mentor", "pair_mentee", "pair_group"):
        assert (pairs[name] == -1).all()
    pairs.check_ranges()


def test_two_people_sit_at_a_table_at_least(pairs):
    assert (pairs["pair_size"] == 2.0).all()
    pairs["pair_size"][0] = 1.0
    with pytest.raises(ModelError, match=r"pair_size fell to 1\.0, below 2"):
        pairs.check_ranges()


def test_columns_have_the_tables_prefix():
    assert all(column.name.startswith("pair_") for column in PAIRS)
