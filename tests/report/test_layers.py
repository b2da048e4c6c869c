"""Layers in words: what intervals are about, what the spread is made of."""

import pandas as pd
import pytest

from simulation.report.layers import about, intervals, knowledge_share, layer_of, made_of, shares

ROW = {
    "arm": "Plan", "outcome": "skill", "quarter": 4, "level": 0.95, "luck_share": 0.25,
    "knowledge_share": 0.75, "knowledge_low": 0.481, "knowledge_high": 0.894, "draws": 20,
}  # fmt: skip


def table(layer=None, **changes):
    frame = pd.DataFrame([{**ROW, **changes}])
    return frame if layer is None else frame.assign(uncertainty=layer)


@pytest.mark.parametrize(
    ("layer", "kind", "what"),
    [
        (None, "95% intervals of paired mean differences", "luck, not uncertainty"),
        ("both", "ranges of the middle 95% of futures", "luck and what science"),
        ("knowledge", "ranges of the middle 95% of draws of the parameters", "averaged out"),
    ],
)
def test_a_table_says_what_its_intervals_are(layer, kind, what):
    assert intervals(table(layer)) == kind
    assert what in about(table(layer))
    assert layer_of(table(layer)) == (layer or "luck")


def test_the_share_comes_with_its_interval():
    assert knowledge_share(table("both").iloc[0]) == "75% (48 to 89)"
    [sentence] = made_of(table("both").iloc[0], "people kept")
    assert sentence == (
        "Of the spread in people kept, 25% is luck and 75% (48 to 89) is what science does not "
        "know (20 draws of the parameters)."
    )
    words = shares(table("both"), "skill", ["Plan", "Other"], 4)
    assert words == "unknown science in the differences' spread: 75% (48 to 89) with Plan"


def test_without_shares_nothing_is_said():
    plain = table().drop(columns="knowledge_share")
    for frame in (plain, table("both", knowledge_share=None)):
        assert knowledge_share(frame.iloc[0]) == ""
        assert made_of(frame.iloc[0], "skill") == []
        assert shares(frame, "skill", ["Plan"], 4) == ""
