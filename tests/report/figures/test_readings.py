"""The picture of naive beside causal: every word in its place, both marks for every design."""

from xml.etree import ElementTree

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from simulation.errors import UserError
from simulation.report.figures.page import Page
from simulation.report.figures.readings import readings_chart


@pytest.fixture
def drawn(monkeypatch, readings, provenance, tmp_path):
    """`drawn(arms)`: the page of that many designs."""

    def draw(arms, table=None):
        saved = []
        monkeypatch.setattr(Page, "save", lambda page, stem: saved.append(page) or [stem])
        table = readings(arms) if table is None else table
        readings_chart(
            table,
            list(table["arm"].unique()),
            quarter=12,
            stem=tmp_path / "both",
            provenance=provenance,
        )
        return saved[0]

    return draw


def words(page):
    """Every text on the page with its box in pixels."""
    page.figure.draw_without_rendering()
    renderer = FigureCanvasAgg(page.figure).get_renderer()
    texts = list(page.figure.texts)
    for axes in page.figure.axes:
        labels = [*axes.get_xticklabels(), *axes.get_yticklabels()]
        inside = [
            label
            for label, low, high in [(one, *sorted(axes.get_xlim())) for one in labels]
            if label in axes.get_yticklabels() or low <= label.get_position()[0] <= high
        ]
        left, _, right = axes.title, axes._left_title, axes._right_title
        on = inside if axes.axison else []
        texts += [*axes.texts, *on, axes.xaxis.label, left, _, right]
    shown = [text for text in texts if text.get_text() and text.get_visible()]
    return [(text.get_text(), text.get_window_extent(renderer)) for text in shown]


@pytest.mark.parametrize("arms", [2, 4, 8])
def test_nothing_overlaps_and_nothing_is_cut(drawn, arms, tidy):
    page = drawn(arms)
    tidy(page.figure, words(page))


def test_it_says_what_is_compared_and_of_how_many(drawn):
    said = " | ".join(text for text, _ in words(drawn(3)))
    for word in (
        "on the dashboard: mentees less others who could have joined",
        "by the program: mentees less themselves under No program",
        "percentage points", "% of full competence", "points (0-100)",
        "n = 12 paired futures per design, 600 people, seed 1",
        "95% intervals of means over futures", "+12.0", "+1.5", "88%",
    ):  # fmt: skip
        assert word in said.replace("\n", " "), word


def test_both_marks_differ_by_shape_and_filling_not_by_color_alone(drawn):
    panel = drawn(2).figure.axes[1]
    marks = [line for line in panel.lines if line.get_marker() not in ("None", "", None)]
    assert {line.get_marker() for line in marks} == {"s", "o"}
    assert len({line.get_markerfacecolor() for line in marks}) == 2


def test_designs_that_no_dashboard_compares_are_named(drawn, readings):
    table = readings(3)
    lost = table["arm"].iloc[-1]
    table.loc[(table["arm"] == lost), "naive"] = float("nan")
    said = " ".join(text for text, _ in words(drawn(3, table)))
    assert f"nobody to compare: {lost}" in said


def test_nobody_to_compare_at_all_says_what_to_do(readings, provenance, tmp_path):
    with pytest.raises(UserError, match=r"no participants to set against others\. Choose a design"):
        readings_chart(
            readings(2).query("group == 'everybody'"),
            ["Full design"],
            quarter=12,
            stem=tmp_path / "both",
            provenance=provenance,
        )


def test_both_files_are_written_and_names_are_escaped(readings, provenance, tmp_path):
    files = readings_chart(
        readings(7),
        list(readings(7)["arm"].unique()),
        quarter=12,
        stem=tmp_path / "both",
        provenance=provenance,
    )
    assert [file.name for file in files] == ["both.svg", "both.png"]
    text = files[0].read_text(encoding="utf-8")
    ElementTree.fromstring(text)
    assert "<new>" not in text
