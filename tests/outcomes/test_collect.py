import math

import numpy as np
import pytest

from simulation.model import MentoringModel
from simulation.outcomes.collect import all_outcomes, collect, labels_of, outcome_names, rows_of
from simulation.outcomes.outcome import sheet_of
from simulation.outcomes.slices import SMALLEST

GROUPS = ("A", "B")


def by_slice(tick, *names, groups=GROUPS):
    return {row[1:3]: row[3:] for row in rows_of([collect(tick, names, groups)])}


def test_rows_hold_quarter_slice_and_values_in_order(company):
    rows = rows_of([collect(company(month=5), ("exits", "headcount"), GROUPS)])
    assert rows[0] == (2, "whole", "whole", 0.0, 11.0)
    assert [row[1:3] for row in rows] == [
        ("whole", "whole"), ("department", "North"), ("department", "South"), ("level", "1"),
        ("group", "A"), ("group", "B"), ("status", "neither"),
    ]  # fmt: skip


@pytest.mark.parametrize(("present", "shown"), [(SMALLEST, True), (SMALLEST - 1, False)])
def test_slices_of_fewer_than_five_are_left_out(company, present, shown):
    tick = company()
    tick.state["occupied"][6:] = np.arange(6) < present
    assert (("department", "South") in by_slice(tick, "morale")) is shown


def test_the_whole_is_shown_however_small(company):
    tick = company()
    tick.state["occupied"][1:] = False
    assert list(by_slice(tick, "headcount")) == [("whole", "whole")]


def test_what_has_no_meaning_is_none_and_never_nan(company, program):
    tick = company(program)
    names = tuple(all_outcomes(tick.setting.skills))
    values = [value for row in rows_of([collect(tick, names, GROUPS)]) for value in row[3:]]
    assert None in values
    assert not any(isinstance(value, float) and math.isnan(value) for value in values)
    assert all(value is None or type(value) is float for value in values)


def test_a_scenario_keeps_all_outcomes_or_those_it_names_in_one_order(company):
    class Kept:
        organization = company().setting.organization
        outcomes = ()

    every = outcome_names(Kept)
    assert {"headcount", "cost_total", "skill_trade"} < set(every)
    Kept.outcomes = ("skill_trade", "exits")
    assert outcome_names(Kept) == ("exits", "skill_trade")
    assert [label.name for label in labels_of(Kept).values()] == ["exits", "skill_trade"]
    assert labels_of(Kept)["skill_trade"].label == "Skill: trade"


@pytest.fixture(scope="module")
def lived(request):
    """A run of the small company with every lever on: rows by quarter and the model at its end."""
    model = MentoringModel(request.getfixturevalue("full"), rng=5)
    model.run_model()
    return model


def column(model, name, kind="whole"):
    place = 3 + model.outcome_names.index(name)
    quarters = range(1, 5)
    return [[row[place] for row in model.rows if row[0] == q and row[1] == kind] for q in quarters]


def test_heads_in_less_heads_out_are_heads(lived):
    hires, exits, heads = (column(lived, name) for name in ("hires", "exits", "headcount"))
    before = int(lived.state["tally_start"][0])
    for came, gone, now in zip(hires, exits, heads, strict=True):
        assert before + came[0] - gone[0] == now[0]
        before = now[0]


@pytest.mark.parametrize("name", ["value", "cost", "cost_exits", "exits"])
def test_flows_add_up_to_the_totals_since_the_start(lived, name):
    flows, totals = column(lived, name), column(lived, f"{name}_total")
    so_far = 0.0
    for flow, total in zip(flows, totals, strict=True):
        so_far += flow[0]
        assert total[0] == pytest.approx(so_far, rel=1e-12)


@pytest.mark.parametrize(
    "name", ["value", "hours", "meetings_held", "ideas", "promotions", "exits"]
)
def test_departments_add_up_to_the_whole(lived, name):
    whole, parts = column(lived, name), column(lived, name, "department")
    assert sum(one[0] for one in whole) > 0
    for one, several in zip(whole, parts, strict=True):
        assert math.fsum(several) == pytest.approx(one[0], rel=1e-12)


def test_person_months_are_all_counted(lived):
    months = lived.state["q_months"].sum()
    seats = len(lived.state["occupied"])
    assert 2.7 * seats < months <= 3 * seats


def test_tables_and_layouts_are_the_same_for_every_run(company, view):
    one, other = view(company()), view(company())
    assert one.layout is other.layout
    assert one.sums is not other.sums
    outcomes = tuple(all_outcomes(one.tick.setting.skills).values())
    assert sheet_of(outcomes, one.layout) is sheet_of(outcomes, other.layout)
