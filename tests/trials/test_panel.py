"""The panel: every person in every month, as the state has it, and leavers in their last month."""

import numpy as np
import pandas as pd
import pytest

from simulation.model import MentoringModel
from simulation.processes.turnover import Turnover
from simulation.trials.panel import EXIT_KINDS, record

WANTED = (
    "person", "month", "arm", "site", "department", "team", "manager", "role", "tenure",
    "ability", "conscientiousness", "extraversion", "stability", "growth_motivation",
    "willingness", "output", "effort", "morale", "satisfaction", "commitment", "stress",
    "support", "peer_relations", "embeddedness", "alternatives", "time_lent", "planned", "held",
    "mentor", "exit", "exit_kind", "hired", "promoted", "skill_communication",
    "plateau_communication", "borrowed_communication",
)  # fmt: skip


@pytest.fixture
def scenario(study):
    return study(share=0.5)


@pytest.fixture
def panel(scenario):
    return record(scenario, 7, "pairs")


def test_it_has_what_a_study_needs(panel):
    assert set(WANTED) <= set(panel.columns)
    assert not panel.duplicated(["person", "month"]).any()
    assert sorted(panel["month"].unique()) == list(range(9))


def test_the_last_month_is_the_state(scenario, panel):
    model = MentoringModel(scenario, rng=7, collecting=False)
    while model.running:
        model.step()
    state = model.state
    last = panel[(panel["month"] == 8) & ~panel["exit"]].set_index("person")
    here = [seat for seat in state.people if state["tenure"][seat] > 0]  # others came at the end
    persons = state["person"][here].astype(np.int64)
    assert set(last.index) == set(persons.tolist())
    for name in ("output", "stress", "satisfaction", "embeddedness", "time_lent", "team"):
        np.testing.assert_array_equal(last.loc[persons, name], state[name][here], name)
    np.testing.assert_array_equal(last.loc[persons, "tenure"], state["tenure"][here] - 1)
    skill = model.tick.setting.skills.index("communication")
    np.testing.assert_array_equal(
        last.loc[persons, "skill_communication"], state["skill"][here, skill]
    )


def test_watching_changes_no_life(scenario, panel):
    free = MentoringModel(scenario, rng=7)
    while free.running:
        free.step()
    assert panel["exit"].sum() == free.outcome("exits_total")


def test_leavers_have_a_last_row_with_their_kind_and_no_output(study):
    panel = record(study(shocks=[{"kind": "layoff", "month": 4, "share": 0.3}], share=0.5), 3)
    gone = panel[panel["exit"]]
    assert len(gone) > 10
    assert gone["exit_kind"].isin(EXIT_KINDS.values()).all()
    assert set(gone.loc[gone["exit_kind"] == "involuntary", "month"]) == {4}
    assert panel.loc[~panel["exit"], "exit_kind"].isna().all()
    assert gone["output"].isna().all()
    assert panel.loc[~panel["exit"], "output"].notna().all()
    last = panel.groupby("person")["month"].max()
    assert (last[gone["person"]].to_numpy() == gone["month"].to_numpy()).all()


def test_the_chance_to_quit_is_the_one_that_decides(scenario, panel, monkeypatch):
    """Leavers' chance as well: noted the moment that it decides, when everybody is still there."""
    decide, seen = Turnover._decide, {}

    def noting(process, tick):
        found = decide(process, tick)
        if tick.month >= 0:
            seats = tick.state.people
            persons = tick.state["person"][seats].astype(np.int64)
            chances = tick.state["quit_probability"][seats]
            seen.update({(p, tick.month): c for p, c in zip(persons, chances, strict=True)})
        return found

    monkeypatch.setattr(Turnover, "_decide", noting)
    model = MentoringModel(scenario, rng=7, collecting=False)
    while model.running:
        model.step()
    told = panel.set_index(["person", "month"])["quit_probability"]
    assert panel["exit"].sum() > 3
    assert told.to_dict() == seen


def test_who_leaves_no_trace_is_there_to_the_end(panel):
    stayed = panel.groupby("person")["exit"].sum() == 0
    last = panel.groupby("person")["month"].max()
    assert (last[stayed] == 8).all()


def test_hires_begin_with_a_row_of_their_own(panel):
    hired = panel[panel["hired"]]
    assert len(hired) > 3
    assert (hired["tenure"] == 0).all()
    first = panel.groupby("person")["month"].min()
    assert (first[hired["person"]].to_numpy() == hired["month"].to_numpy()).all()


def test_the_arm_holds_for_all_months_of_a_person(panel):
    assert (panel.groupby("person")["arm"].nunique(dropna=False) == 1).all()
    before = panel[panel["month"] < 3]
    assert set(before["arm"].dropna()) == {"pairs", "control"}
    # Who left before the launch was never drawn.
    assert panel.loc[panel["arm"].isna(), "month"].max() < 3


def test_meetings_begin_with_the_launch_and_only_for_those_drawn(panel):
    treated = panel["arm"] == "pairs"
    assert not panel.loc[~treated | (panel["month"] < 3), ["planned", "held"]].to_numpy().any()
    running = panel[treated & (panel["month"] == 3) & panel["mentor"].notna()]
    assert len(running) > 10
    assert (running["planned"] == 4).all()
    assert running["held"].between(0, 4).all()
    partner = running.set_index("person")["mentor"]
    assert (partner[partner.to_numpy()].to_numpy() == partner.index).all()


def test_places_are_named_and_managers_are_persons(panel):
    assert set(panel["site"]) == {"north", "south"}
    assert set(panel["department"]) == {"North", "South"}
    known = panel["manager"].dropna()
    assert len(known)
    assert set(known) <= set(panel["person"])


def test_a_promotion_is_told_in_its_month_and_shows_in_the_next(study):
    scenario = study(quarters=8, share=0.5).with_changes(
        "organization.roles", {"J": {"level": 1}, "S": {"level": 2}},
        "organization.departments.North.roles", {"J": 0.5, "S": 0.5},
        "organization.departments.South.roles", {"J": 0.5, "S": 0.5},
        "organization.hiring.internal_share", 1.0,
    )  # fmt: skip
    panel = record(scenario, 3)
    promoted = panel[panel["promoted"]]
    assert len(promoted) > 2
    assert (promoted["month"] % 3 == 2).all()
    boards = panel[panel["month"] % 3 == 2].groupby("month")
    # Every place that somebody gets was shared out before, a trifle to those hired that month.
    np.testing.assert_allclose(
        boards["promotion_chance"].sum(), boards["promoted"].sum(), rtol=1e-4
    )
    assert not panel.loc[panel["month"] % 3 != 2, "promotion_chance"].any()
    assert not panel.loc[panel["exit"], "promotion_chance"].any()
    level = panel.set_index(["person", "month"])["level"]
    for row in promoted[promoted["month"] < 23].itertuples():
        assert level[row.person, row.month + 1] == level[row.person, row.month] + 1


def test_without_an_assignment_everybody_is_in_the_arm(study):
    scenario = study().with_changes("program.schedule.assignment", None)
    assert set(record(scenario, 3, "all")["arm"]) == {"all"}


def test_a_panel_is_a_frame_that_can_be_repeated(scenario, panel):
    pd.testing.assert_frame_equal(record(scenario, 7, "pairs"), panel)


def test_a_second_mentor_is_named_beside_the_first(study):
    program = {
        "enrollment": {"kind": "mandatory", "mentors_too": True},
        "matching": {"kind": "random", "mentors_each": 2, "capacity": 4},
        "structure": "regular",
    }
    frame = record(study(program, share=1.0), 3)
    met = frame[frame["mentor"].notna()]
    second = met["second_mentor"].notna()
    assert second.any()
    assert (met.loc[second, "second_mentor"] != met.loc[second, "mentor"]).all()
    assert frame.loc[frame["mentor"].isna(), "second_mentor"].isna().all()
