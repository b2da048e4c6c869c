from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from simulation.errors import ModelError, UserError
from simulation.outcomes.labels import Label
from simulation.report.figures.fan import difference_chart, fan_chart, overview
from simulation.report.figures.page import Page


@pytest.fixture
def pages(monkeypatch):
    """Collect the pages that are saved."""
    saved = []
    monkeypatch.setattr(Page, "save", lambda page, stem: saved.append(page) or [stem])
    return saved


def words(page):
    """Return every text on the page with its box in pixels."""
    page.figure.draw_without_rendering()
    renderer = FigureCanvasAgg(page.figure).get_renderer()
    ticks = [
        tick.label1
        for axes in page.figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in axis.get_major_ticks()
        if tick.label1.get_visible()
        and min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    ]
    labels = [axes.xaxis.label for axes in page.figure.axes]
    notes = [text for axes in page.figure.axes for text in axes.texts]
    texts = [*page.figure.texts, *notes, *labels, *ticks]
    return [(t.get_text(), t.get_window_extent(renderer)) for t in texts if t.get_text()]


def written(page):
    return " | ".join(text for text, _ in words(page))


slow = pytest.mark.slow
SHAPES = [
    (3, 12, 4),
    (8, 1, 4),
    *(pytest.param(shape, marks=slow) for shape in [(2, 4, 12), (5, 4, 6), (8, 12, 6)]),
    *(pytest.param(shape, marks=slow) for shape in [(2, 1, 6), (2, 4, 1), (3, 40, 3)]),
]


class TestLayout:
    @pytest.mark.parametrize("shape", SHAPES)
    def test_fan(self, study, labels, provenance, pages, shape, tidy):
        arms, bands, differences = study(*shape)
        wanted = {"stem": "x", "provenance": provenance}
        fan_chart(bands, labels["skill"], arms, differences=differences, **wanted)
        fan_chart(bands, labels["net_total"], arms, **wanted)
        for page in pages:
            tidy(page.figure, words(page))

    @pytest.mark.parametrize("shape", SHAPES)
    def test_differences(self, study, labels, provenance, pages, shape, tidy):
        arms, _, differences = study(*shape)
        for name in ("net_total", "exits_total"):
            wanted = {"stem": "x", "provenance": provenance}
            difference_chart(differences, labels[name], arms[1:], **wanted)
        for page in pages:
            tidy(page.figure, words(page))

    @pytest.mark.parametrize("shape", SHAPES)
    def test_overview(self, study, labels, provenance, pages, shape, tidy):
        arms, _, differences = study(*shape)
        overview(differences, labels, arms[1:], stem="x", provenance=provenance)
        tidy(pages[0].figure, words(pages[0]))


class TestFan:
    def test_writes_svg_and_png_with_the_same_bytes_each_time(
        self, study, labels, provenance, tmp_path
    ):
        arms, bands, differences = study(6)
        first, again = (
            fan_chart(
                *(bands, labels["skill"], arms),
                **{"stem": tmp_path / run / "fan.v1", "provenance": provenance},
                differences=differences,
            )
            for run in ("a", "b")
        )
        assert [path.name for path in first] == ["fan.v1.svg", "fan.v1.png"]
        assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]

    def test_svg_keeps_text_as_text_and_names_as_they_are(
        self, study, labels, provenance, tmp_path
    ):
        arms, bands, _ = study(6)
        stem = tmp_path / "fan"
        [svg, _] = fan_chart(bands, labels["skill"], arms, stem=stem, provenance=provenance)
        root = ElementTree.parse(svg).getroot()
        space = "{http://www.w3.org/2000/svg}"
        texts = [node.text for node in root.iter(f"{space}text")]
        assert "Open door $5k to $10k" in texts
        assert any("<new>" in text for text in texts)
        assert root.find(f"{space}title").text.startswith("Median future after 4 quarters: ")
        assert "<dc:date>" not in svg.read_text()

    def test_the_title_is_the_paired_difference(self, study, labels, provenance, pages):
        arms, bands, differences = study(2)
        wanted = {"stem": "x", "provenance": provenance, "differences": differences}
        fan_chart(bands, labels["skill"], arms, **wanted)
        row = differences.query("outcome == 'skill' and quarter == 4").iloc[0]
        assert f"skill +{row['mean']:.1f} points" in pages[0].title
        assert "title: paired mean difference with 95% interval" in written(pages[0])

    def test_the_bands_drawn_are_the_bands_given(self, study, labels, provenance, pages):
        arms, bands, _ = study(2)
        fan_chart(bands, labels["skill"], arms, stem="x", provenance=provenance)
        own = bands.query("arm == 'Full design' and outcome == 'skill'")
        lines = [line.get_ydata() for line in pages[0].figure.axes[0].lines]
        for cut in ("p5", "p25", "p50", "p75", "p95"):
            assert any(np.array_equal(line, own[cut]) for line in lines), cut

    def test_a_design_without_values_is_named_in_the_note(self, study, labels, provenance, pages):
        arms, bands, _ = study(5)
        fan_chart(bands, labels["quality"], arms, stem="x", provenance=provenance)
        assert "no values: No program" in written(pages[0]).replace(" | ", " ")
        assert "gray line" not in written(pages[0])
        assert "of them have a value" not in written(pages[0])
        assert len(pages[0].figure.axes) == 4

    def test_a_quarter_without_a_value_stays_a_gap(self, study, labels, provenance, pages):
        arms, bands, _ = study(1)
        holed = bands.query("not (quarter == 3)")
        fan_chart(holed, labels["skill"], arms, stem="x", provenance=provenance)
        middle = [line.get_ydata() for line in pages[0].figure.axes[0].lines if line.get_lw() == 2]
        assert [np.isnan(line).tolist() for line in middle] == [[False, False, True, False]]

    def test_futures_without_a_value_are_counted(self, study, labels, provenance, pages):
        arms, bands, _ = study(2)
        some = bands.assign(n=np.where(bands["quarter"] == 2, 7, bands["n"]))
        fan_chart(some, labels["skill"], arms, stem="x", provenance=provenance)
        assert "7 to 12 of them have a value" in written(pages[0]).replace(" | ", " ")

    @pytest.mark.parametrize(
        ("unit", "flow", "text"),
        [
            ("points (0-100)", False, "Skill, points (0-100)"),
            ("points (0-100)", True, "Skill, points (0-100) per quarter"),
            ("%", True, "Skill, %"),
            ("skill", False, "Skill"),
        ],
    )
    def test_the_unit_stands_below_the_title(self, study, provenance, pages, unit, flow, text):
        arms, bands, _ = study(2)
        label = Label("skill", "Skill", unit, "higher", flow=flow)
        fan_chart(bands, label, arms, stem="x", provenance=provenance)
        assert text in written(pages[0]).split(" | ")

    def test_nothing_to_draw_is_an_error(self, study, labels, provenance):
        arms, bands, differences = study(2)
        wanted = {"stem": "x", "provenance": provenance}
        with pytest.raises(UserError, match=r'no value of "quality" to draw\. Choose an outcome'):
            fan_chart(bands, labels["quality"], arms[:1], **wanted)
        with pytest.raises(UserError, match='no value of "quality"'):
            difference_chart(differences, labels["quality"], arms[1:], **wanted)
        with pytest.raises(UserError, match="no value of people_kept, skill"):
            overview(differences.head(0), labels, arms[1:], **wanted)

    def test_a_table_without_its_columns_is_a_defect(self, study, labels, provenance):
        arms, bands, _ = study(2)
        with pytest.raises(ModelError, match="lacks the columns p5"):
            fan_chart(
                *(bands.drop(columns="p5"), labels["skill"], arms),
                **{"stem": "x", "provenance": provenance},
            )


class TestDifferences:
    def test_colors_say_what_the_interval_says(self, study, labels, provenance, pages):
        arms, _, differences = study(6)
        difference_chart(
            differences, labels["net_total"], arms[1:], stem="x", provenance=provenance
        )
        rows = differences.query("outcome == 'net_total' and quarter == 4").set_index("arm")
        drawn = {}
        for axes in pages[0].figure.axes:
            [line] = [one for one in axes.lines if one.get_lw() == 2]
            drawn[float(line.get_ydata()[-1])] = line.get_color()
        for arm in arms[1:]:
            row = rows.loc[arm]
            expected = "#6E6E6E"
            if row["ci_low"] > 0:
                expected = "#0072B2"
            elif row["ci_high"] < 0:
                expected = "#D55E00"
            assert drawn[row["mean"]] == expected

    def test_the_note_warns_of_picking_the_best(self, study, labels, provenance, pages):
        arms, _, differences = study(3)
        wanted = {"stem": "x", "provenance": provenance}
        difference_chart(differences, labels["skill"], arms[1:], **wanted)
        difference_chart(differences, labels["skill"], arms[1:2], **wanted)
        several, one = (written(page).replace(" | ", " ") for page in pages)
        assert "the best of several designs looks better than it is" in several
        assert "the best of several" not in one
        assert "n = 12 paired futures per design, 600 people, seed 1" in one


class TestOverview:
    def test_a_missing_outcome_is_left_out_and_named(self, study, labels, provenance, pages):
        arms, _, differences = study(3)
        some = differences.query("outcome != 'morale'")
        overview(some, labels, arms[1:], stem="x", provenance=provenance)
        assert len(pages[0].figure.axes) == 3
        assert "no values: Morale" in written(pages[0]).replace(" | ", " ")

    def test_many_designs_are_compared_at_the_last_quarter(self, study, labels, provenance, pages):
        arms, _, differences = study(5)
        overview(differences, labels, arms[1:], stem="x", provenance=provenance)
        kept = -differences.query("outcome == 'exits_total' and quarter == 4")["mean"]
        first = pages[0].figure.axes[0]
        dots = [line.get_xdata()[0] for line in first.lines if line.get_marker() == "o"]
        assert dots == pytest.approx(kept.tolist())
        assert "Difference from No program after 4 quarters" in written(pages[0])
