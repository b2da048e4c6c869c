"""Assignment: exact shares, lots that last, units, strata, and states with an error."""

import numpy as np
import pytest

from simulation.engine.addresses import person_ids
from simulation.engine.draws import Draws
from simulation.organization.assignment import UNDRAWN, draw
from simulation.program import Assignment
from simulation.state.state import Sizes, State

SEATS = 120


def company(seats=SEATS):
    sizes = Sizes(
        seats=seats, skills=1, neighbors=1, pairs=1, teams=12, sites=4, departments=2, roles=3,
        months=12,
    )  # fmt: skip
    state = State(sizes)
    everyone = np.arange(seats)
    state["occupied"][:] = True
    state["person"][:] = person_ids(everyone, np.zeros(seats, dtype=np.int64))
    state["team"][:] = everyone % 12
    state["site"][:] = everyone % 4
    state["department"][:] = everyone % 2
    state["role"][:] = everyone % 3
    state["stress"][:] = np.random.default_rng(1).normal(size=seats)
    return state


def assigned(state=None, *, seed=1, seats=None, **fields):
    state = state or company()
    seats = np.arange(state.sizes.seats) if seats is None else seats
    draw(state, Draws(seed).at(3), Assignment(**fields), seats)
    return state["assigned"]


@pytest.mark.parametrize(("share", "treated"), [(0.5, 60), (0.25, 30), (0.0, 0), (1.0, 120)])
def test_the_share_is_exact_where_numbers_allow(share, treated):
    lots = assigned(share=share)
    assert (lots == 1).sum() == treated
    assert (lots == 0).sum() == SEATS - treated


def test_what_numbers_do_not_allow_is_right_on_average():
    counts = [(assigned(company(9), seed=seed, share=0.4) == 1).sum() for seed in range(300)]
    assert set(counts) == {3, 4}
    assert np.mean(counts) == pytest.approx(3.6, abs=0.1)


def test_everybody_is_as_likely_as_everybody_else():
    share = np.mean([assigned(seed=seed, share=0.25) == 1 for seed in range(400)], axis=0)
    assert share == pytest.approx(np.full(SEATS, 0.25), abs=0.1)


def test_the_lot_is_the_same_whenever_it_is_drawn():
    late = company()
    draw(late, Draws(1).at(9), Assignment(share=0.5), np.arange(SEATS))
    np.testing.assert_array_equal(late["assigned"], assigned(share=0.5))


def test_only_those_asked_are_drawn():
    lots = assigned(seats=np.arange(40), share=0.5)
    assert (lots[:40] != UNDRAWN).all()
    assert (lots[40:] == UNDRAWN).all()
    assert not (assigned(seats=np.empty(0, dtype=np.int64)) != UNDRAWN).any()


@pytest.mark.parametrize("within", ["site", "department", "team", "role"])
def test_every_stratum_gets_the_share(within):
    state = company()
    lots = assigned(state, share=0.5, within=within)
    for one in np.unique(state[within]):
        assert (lots[state[within] == one] == 1).mean() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(("unit", "treated"), [("team", 6), ("site", 2)])
def test_whole_teams_or_sites_are_drawn(unit, treated):
    state = company()
    lots = assigned(state, unit=unit, share=0.5)
    by_unit = [set(lots[state[unit] == one].tolist()) for one in np.unique(state[unit])]
    assert all(len(values) == 1 for values in by_unit)
    assert by_unit.count({1}) == treated


def test_teams_are_drawn_within_their_site():
    state = company()
    lots = assigned(state, unit="team", within="site", share=1 / 3)
    for site in range(4):
        teams = np.unique(state["team"][(state["site"] == site) & (lots == 1)])
        assert len(teams) == 1


def test_who_comes_later_shares_the_lot_of_the_unit():
    state = company()
    assigned(state, unit="team", share=0.5, seats=np.arange(60))
    before = state["unit_assigned"].copy()
    assigned(state, unit="team", share=0.5, seats=np.arange(60, SEATS))
    np.testing.assert_array_equal(state["unit_assigned"], before)
    np.testing.assert_array_equal(state["assigned"], before)


def test_a_state_decides_where_it_is_seen_without_error():
    state = company()
    highest = np.argsort(state["stress"])[-30:]
    lots = assigned(state, share=0.25, by={"state": "stress"})
    assert set(np.flatnonzero(lots == 1)) == set(highest.tolist())
    lowest = assigned(company(), share=0.25, by={"state": "stress", "lowest": True})
    assert state["stress"][lowest == 1].max() < state["stress"][lowest == 0].min()


def test_an_error_makes_selection_weaker_until_it_is_a_lottery():
    stress = company()["stress"]

    def advantage(noise):
        by = {"state": "stress", "noise": noise}
        lots = [assigned(seed=seed, share=0.5, by=by) for seed in range(40)]
        return np.mean([stress[one == 1].mean() - stress[one == 0].mean() for one in lots])

    sharp, blurred, none = (advantage(noise) for noise in (0.0, 1.0, 100.0))
    assert sharp > 1.3
    assert 0.6 < blurred < sharp
    assert abs(none) < 0.1


def test_units_are_selected_by_the_mean_of_their_people():
    state = company()
    means = [state["stress"][state["site"] == site].mean() for site in range(4)]
    lots = assigned(state, unit="site", share=0.25, by={"state": "stress"})
    assert set(state["site"][lots == 1]) == {int(np.argmax(means))}


def test_an_isolated_department_changes_no_other_lot():
    alone, beside = company(), company(SEATS + 40)
    beside["department"][SEATS:] = 1
    beside["department"][:SEATS] = 0
    alone["department"][:] = 0
    beside["department_isolated"][1] = True
    assigned(alone, share=0.3)
    assigned(beside, share=0.3)
    np.testing.assert_array_equal(beside["assigned"][:SEATS], alone["assigned"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"unit": "site", "within": "team"}, "cannot hold whole sites"),
        ({"unit": "team", "within": "role"}, "allowed: company, site, department"),
        ({"by": {"state": "strees"}}, "unknown state"),
        ({"by": {"state": "occupied"}}, "occupied"),
        ({"share": 1.2}, "less than or equal to 1"),
    ],
)
def test_what_makes_no_sense_is_refused(fields, words):
    with pytest.raises(ValueError, match=words):
        Assignment(**fields)
