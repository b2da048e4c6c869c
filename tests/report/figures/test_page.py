import itertools

import matplotlib as mpl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.report.figures.page import (
    compact,
    drawing,
    new_page,
    signed_compact,
    spread,
    text_width,
    wrap,
)

positions = st.lists(st.floats(0, 1), min_size=1, max_size=8)


class TestSpread:
    def test_what_is_apart_stays(self):
        assert spread([0.9, 0.1, 0.5], 0.2, 0, 1) == pytest.approx([0.9, 0.1, 0.5])

    def test_neighbors_part_evenly(self):
        assert spread([0.5, 0.5], 0.2, 0, 1) == pytest.approx([0.4, 0.6])

    def test_the_edge_pushes_inwards(self):
        assert spread([0.0, 0.0, 0.05], 0.1, 0, 1) == pytest.approx([0.0, 0.1, 0.2])

    @given(positions, st.floats(0.01, 0.14))
    def test_apart_in_order_and_inside(self, wanted, gap):
        placed = spread(wanted, gap, 0, 1)
        ranked = sorted(placed)
        assert all(b - a >= gap - 1e-9 for a, b in itertools.pairwise(ranked))
        assert ranked[0] >= -1e-9
        assert ranked[-1] <= 1 + 1e-9
        by_wish = [place for _, place in sorted(zip(wanted, placed, strict=True))]
        assert by_wish == ranked

    @given(positions, st.floats(0.01, 0.14))
    def test_spreading_again_changes_nothing(self, wanted, gap):
        placed = spread(wanted, gap, 0, 1)
        assert spread(placed, gap, 0, 1) == pytest.approx(placed)


class TestWrap:
    @given(st.text("ab é<", max_size=60), st.floats(0.5, 4), st.integers(1, 3))
    def test_lines_fit(self, text, room, most):
        lines = wrap(text, room, 9, "bold", most)
        assert 1 <= len(lines) <= most
        assert all(text_width(line, 9, "bold") <= room for line in lines)

    def test_only_what_is_cut_ends_in_an_ellipsis(self):
        assert wrap("one two", 5, 9) == ["one two"]
        [line] = wrap("one two three four five six seven", 1, 9, most=1)
        assert line.startswith("one two")
        assert line.endswith("…")


class TestAxes:
    @pytest.mark.parametrize(
        ("value", "shown"),
        [(1_500_000, "1.5M"), (240_000, "240k"), (-3000, "-3k"), (0.25, "0.25"), (1e-17, "0")],
    )
    def test_compact(self, value, shown):
        assert compact(value) == shown

    def test_signed(self):
        assert [signed_compact(v) for v in (0.3, 0, -2e6)] == ["+0.3", "0", "-2M"]


def test_drawing_leaves_no_setting_behind():
    before = dict(mpl.rcParams)
    with drawing():
        assert mpl.rcParams["svg.hashsalt"] == "mentorsim"
    assert dict(mpl.rcParams) == before


def test_a_long_title_makes_the_page_higher_and_keeps_the_body():
    with drawing():
        short, long = (new_page(text, "s", "n", 3) for text in ("Short", "Very long " * 20))
    assert long.figure.get_figheight() > short.figure.get_figheight() + 0.3
    assert (short.width, short.height) == (long.width, long.height)
