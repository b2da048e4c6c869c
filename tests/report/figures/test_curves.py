import numpy as np
import pytest
from matplotlib.collections import PolyCollection

from simulation.report.figures import curves
from simulation.report.figures.page import drawing


def curve(name, end=1.0):
    x = np.array([1.0, 2.0, 3.0])
    middle = np.linspace(0, end, 3)
    return curves.Curve(name, x, middle, ((middle - 1, middle + 1),), "#0072B2", f"{end:g}")


TEXTS = curves.Texts("Title", "Subtitle", "Note")


def panels(page):
    return page.figure.axes


class TestPages:
    def test_shared_axes_band_the_first_two_only(self):
        with drawing():
            page = curves.shared_page(TEXTS, [curve(name) for name in "abc"], signed=False)
        [axes] = panels(page)
        bands = [one for one in axes.collections if isinstance(one, PolyCollection)]
        assert len(bands) == curves.BANDED == 2

    @pytest.mark.parametrize(("count", "columns"), [(2, 2), (3, 3), (4, 2), (5, 3), (7, 4), (8, 4)])
    def test_panels_share_their_axes(self, count, columns):
        with drawing():
            page = curves.panels_page(
                TEXTS, [curve(str(i), i) for i in range(count)], None, signed=True
            )
        found = panels(page)
        assert len(found) == count
        assert len({axes.get_ylim() for axes in found}) == 1
        assert len({round(axes.get_position().x0, 6) for axes in found}) == columns

    def test_dots_stand_in_the_row_of_their_design(self):
        with drawing():
            page = curves.dots_page(TEXTS, {"Skill": [curve("b", 2.0)]}, ["a", "b"], signed=True)
        [axes] = panels(page)
        dots = [line for line in axes.lines if line.get_marker() == "o"]
        assert [line.get_ydata().tolist() for line in dots] == [[1]]
        assert [line.get_xdata().tolist() for line in dots] == [[2.0]]
        assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]

    def test_the_grid_names_every_design_in_every_panel(self):
        with drawing():
            page = curves.grid_page(TEXTS, {"Skill": [curve("a"), curve("b")]})
        skill = panels(page)[0]
        written = {text.get_text() for text in skill.texts}
        assert {"Skill", "a  1", "b  1"} <= written
