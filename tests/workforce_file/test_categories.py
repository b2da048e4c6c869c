import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.workforce_file.categories import read_category
from simulation.workforce_file.table import Column


def read(*cells):
    return read_category(Column("Site", np.array(cells, dtype=object)))


def test_spellings_are_joined_to_the_usual_one():
    cells, changed = read("Sales", "SALES", "Sales ", "sales", "Sales", "n/a")
    assert cells.tolist() == ["Sales"] * 5 + [""]
    assert changed.tolist()[:5] == [False, True, True, True, False]


def test_codes_lose_their_decimals():
    assert read("4.0", "2.0")[0].tolist() == ["4", "2"]


def test_north_america_is_a_region_beside_others():
    assert read("NA", "EMEA", "APAC")[0].tolist() == ["NA", "EMEA", "APAC"]
    assert read("NA", "Berlin")[0].tolist() == ["", "Berlin"]


@given(st.lists(st.text(max_size=100), min_size=1, max_size=8))
def test_reading_twice_changes_nothing(values):
    once = read(*values)[0]
    assert read(*once.tolist())[0].tolist() == once.tolist()
    for cell in once.tolist():
        assert not cell.startswith(("=", "+", "-", "@"))
        assert "\n" not in cell
