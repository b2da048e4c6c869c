"""Promote: the best placed insider takes the opening, and the structure stays whole."""

import numpy as np
import pytest

from simulation.engine.addresses import person_ids
from simulation.engine.checked import checked_step
from simulation.engine.draws import Draws
from simulation.engine.process import Phase, Tick
from simulation.organization.departure import clear_people
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.processes.promote import (
    TASTE,
    Promote,
    fill_kernel,
    highest_of,
    list_held,
    rank,
    report,
    respect,
    rise,
    swap,
    weigh_kernel,
)
from simulation.program import Program, Setting
from simulation.state.state import Sizes, State
from tests.starting import started

PROMOTE = started(Promote)
HEAD, CHIEF = 0, 1
"""Seat 0 leads the department of level-1 people under chief 1; seat 0 falls vacant."""


def company(seats=8, seed=3):
    sizes = Sizes(
        seats=seats, skills=3, neighbors=4, pairs=1, teams=1, sites=1, departments=2, roles=3,
        months=12,
    )  # fmt: skip
    state = State(sizes)
    state["occupied"][:] = True
    state["person"][:] = person_ids(np.arange(seats), np.zeros(seats, dtype=np.int64))
    state["level"][:] = state["role_level"][0] = 1
    state["level"][:2] = [2, 3]
    state["role"][:2] = [1, 2]
    state["role_pay"][:] = [50_000.0, 75_000.0, 100_000.0]
    state["role_requirement"][:] = [[0.5, 0.0, 0.4], [0.6, 0.5, 0.0], [0.7, 0.6, 0.0]]
    state["manager"][:] = HEAD
    state["manager"][:2] = [CHIEF, -1]
    state["output"][:] = 1.0
    state["pay"][:] = 55_000.0
    state["plateau"][:] = state["start_plateau"][:] = [0.5, 0.3, 0.4]
    firm = Organization(name="t", departments={"north": {"headcount": 4}})
    tick = Tick(state, Draws(seed, checked=True).at(6), Setting(firm, Program(), People()))
    tick.month = 5
    return open_up(tick, HEAD)


def open_up(tick, seat):
    clear_people(tick.state, np.array([seat]))
    tick.state["internal_first"][seat] = True
    tick.state["vacant_months"][seat] = 2.0
    return tick


def winner(tick):
    PROMOTE.step(tick)
    promoted = np.flatnonzero(tick.state["q_promoted"])
    assert len(promoted) <= 1
    return int(promoted[0]) if len(promoted) else -1


def wins(column, value, seeds=300, promote=PROMOTE):
    """How often seat 5 of six candidates wins when a column has a value there."""
    count = 0
    for seed in range(seeds):
        tick = company(seed=seed)
        tick.state[column][5] = value
        promote.step(tick)
        count += bool(tick.state["q_promoted"][5])
    return count / seeds


# ------------------------------------------------------------------ who is chosen


def test_candidates_alike_win_equally_often():
    assert wins("output", 1.0) == pytest.approx(1 / 6, abs=0.05)


def odds(share):
    return share / (1 - share)


@pytest.mark.slow
def test_output_counts_as_a_logit_choice():
    """One SD (.3) of log output is worth about one logit: odds times e."""
    expected = odds(1 / 6) * np.exp(3.3 * 0.3)
    assert odds(wins("output", np.exp(0.3), seeds=600)) == pytest.approx(expected, rel=0.25)


@pytest.mark.slow
def test_sponsorship_counts_per_month_up_to_its_cap():
    strong = started(Promote, sponsor_weight=0.03)
    none, some, capped, more = (
        wins("sponsorship", m, promote=strong) for m in (0.0, 9.0, 18.0, 60.0)
    )
    assert none <= some <= capped
    assert none < capped
    assert capped == more


def test_eighteen_months_of_sponsorship_raise_the_odds_by_the_anchor():
    assert np.exp(PROMOTE.sponsor_weight * PROMOTE.sponsor_cap) - 1 == pytest.approx(0.29, abs=0.03)


def test_being_asked_for_advice_counts():
    asked = 0
    for seed in range(300):
        tick = company(seed=seed)
        tick.state["tie_neighbor"][2:5, 0] = 5
        tick.state["tie_count"][2:5] = 1
        tick.state["tie_strength"][2:5, 0] = 2.0
        PROMOTE.step(tick)
        asked += bool(tick.state["q_promoted"][5])
    assert asked / 300 > wins("output", 1.0) + 0.1


def test_weights_of_zero_leave_luck_alone():
    flat = started(Promote, respect_weight=0.0)
    tick, other = company(), company()
    other.state["tie_neighbor"][2:5, 0] = 5
    other.state["tie_count"][2:5] = 1
    other.state["tie_strength"][2:5, 0] = 2.0
    flat.step(tick)
    flat.step(other)
    np.testing.assert_array_equal(tick.state["q_promoted"], other.state["q_promoted"])


@pytest.mark.parametrize(
    ("column", "value"), [("occupied", False), ("department", 1), ("level", 3), ("level", 2)]
)
def test_only_those_one_level_below_in_the_department_qualify(column, value):
    tick = company()
    tick.state[column][2:] = value
    assert winner(tick) == -1


def test_openings_not_held_for_insiders_are_left_alone():
    tick = company()
    tick.state["internal_first"][HEAD] = False
    assert winner(tick) == -1


def test_an_opening_without_candidates_goes_outside():
    tick = company()
    tick.state["department"][2:] = 1
    PROMOTE.step(tick)
    assert not tick.state["internal_first"][HEAD]
    assert tick.state["vacant_months"][HEAD] == 2.0


def test_nobody_wins_twice_in_a_round():
    tick = company()
    open_up(tick, 3)
    tick.state["level"][3] = 2
    PROMOTE.step(tick)
    assert tick.state["q_promoted"].sum() == tick.state["tally_vacancies_filled"][0] == 2


def test_higher_openings_are_filled_first():
    """Chief and head are open: there is no head to become chief, and two staff may not jump."""
    tick = open_up(company(), CHIEF)
    PROMOTE.step(tick)
    state = tick.state
    assert state["level"][CHIEF] == 3
    assert state["q_promoted"].sum() == 1
    assert state["level"][state["q_promoted"]].tolist() == [2]


# ------------------------------------------------------------------ the chance before the draw


def test_chances_are_those_of_a_logit_choice():
    tick = company()
    tick.state["output"][:] = np.exp(np.linspace(0.0, 0.7, 8))
    PROMOTE.step(tick)
    weights = np.exp(3.3 * np.linspace(0.0, 0.7, 8))[2:]
    chances = tick.state["q_promotion_chance"]
    np.testing.assert_allclose(chances[2:], weights / weights.sum())
    assert not chances[:2].any()


def test_chances_are_how_often_somebody_wins():
    expected = company()
    expected.state["output"][5] = 1.3
    PROMOTE.step(expected)
    chance = expected.state["q_promotion_chance"][5]
    assert wins("output", 1.3, seeds=600) == pytest.approx(chance, abs=0.06)


def test_the_chosen_leave_their_chances_to_the_others():
    """Five alike for two openings: 1/5 the first time, 1/4 on top for who is left over."""
    tick = company()
    open_up(tick, 3)
    tick.state["level"][3] = 2
    PROMOTE.step(tick)
    state = tick.state
    candidates = np.sort(state["q_promotion_chance"][np.flatnonzero(state["occupied"])])[-5:]
    np.testing.assert_allclose(candidates, [1 / 5, *4 * [1 / 5 + 1 / 4]])
    assert candidates.sum() == pytest.approx(state["q_promoted"].sum())


def test_an_opening_that_nobody_qualifies_for_is_no_chance():
    tick = company()
    tick.state["department"][2:] = 1
    PROMOTE.step(tick)
    assert not tick.state["q_promotion_chance"].any()


# ------------------------------------------------------------------ what changes


def test_the_chosen_one_swaps_places_with_the_opening():
    tick = company()
    state = tick.state
    seat = winner(tick)
    assert (state["level"][seat], state["role"][seat], state["manager"][seat]) == (2, 1, CHIEF)
    assert (state["level"][HEAD], state["role"][HEAD], state["manager"][HEAD]) == (1, 0, seat)
    assert state["manager"][CHIEF] == -1
    others = [other for other in range(2, 8) if other != seat]
    assert (state["manager"][others] == seat).all()


def test_the_structure_stays_whole():
    """As many seats of each role, level and span as before; nobody manages himself."""
    tick = company()
    before = [np.sort(tick.state[name]) for name in ("role", "level")]
    winner(tick)
    for name, expected in zip(("role", "level"), before, strict=True):
        np.testing.assert_array_equal(np.sort(tick.state[name]), expected)
    assert (tick.state["manager"] != np.arange(8)).all()
    assert np.sort(np.bincount(tick.state["manager"] + 1))[-1] == 6


def test_reports_of_the_chosen_one_stay_with_the_old_place():
    tick = company()
    state = tick.state
    state["occupied"][[4, 5, 6]] = False
    state["occupied"][7] = False
    state["manager"][[6, 7]] = 3
    state["occupied"][2] = False
    assert winner(tick) == 3
    assert state["manager"][[6, 7]].tolist() == [HEAD, HEAD]


def test_pay_moves_to_the_new_grade():
    tick = company()
    state = tick.state
    seat = winner(tick)
    assert state["pay"][seat] == pytest.approx(55_000 * 1.5)


def test_the_new_role_raises_what_practice_can_reach():
    tick = company()
    state = tick.state
    seat = winner(tick)
    people = People()
    rise = people.plateau_mean * np.array([0.1, 0.5, 0.0])
    rise[1] -= people.unused_level
    np.testing.assert_allclose(state["plateau"][seat], np.array([0.5, 0.3, 0.4]) + rise)
    np.testing.assert_allclose(state["start_plateau"][seat], state["plateau"][seat])
    assert not state["skill"].any()


def test_the_vacancy_starts_anew_and_goes_outside():
    tick = company()
    winner(tick)
    assert tick.state["vacant_months"][HEAD] == 0.0
    assert not tick.state["internal_first"][HEAD]
    assert not tick.state["occupied"][HEAD]


def test_sponsorship_is_used_up():
    tick = company()
    tick.state["sponsorship"][:] = 12.0
    seat = winner(tick)
    assert tick.state["sponsorship"][seat] == 0.0
    assert tick.state["sponsorship"][2:].sum() == 5 * 12.0


# ------------------------------------------------------------------ contract


def test_it_meets_at_the_end_of_a_quarter():
    assert Promote.phase is Phase.QUARTER_END


def test_a_department_more_changes_no_decision():
    for seed in range(10):
        few, many = company(seats=8, seed=seed), company(seats=14, seed=seed)
        many.state["department"][8:] = 1
        open_up(many, 9)
        many.state["level"][9] = 2
        for tick in (few, many):
            PROMOTE.step(tick)
        for name in ("q_promoted", "level", "manager", "pay"):
            np.testing.assert_array_equal(few.state[name], many.state[name][:8])
        assert many.state["q_promoted"][8:].any()


def test_holds_to_what_it_declares():
    tick = company()
    tick.state["tie_neighbor"][2:, 0] = 5
    tick.state["tie_count"][2:] = 1
    tick.state["tie_strength"][2:, 0] = 1.0
    checked_step(PROMOTE, tick)
    assert tick.state["q_promoted"].any()
    tick.state.check_ranges()


def test_compiled_equals_plain():
    luck = np.array([7, 9, 6 << 16, 5], dtype=np.uint32)
    compiled, plain = company(), company()
    for tick in (compiled, plain):
        tick.state["tie_neighbor"][2:, 0] = 5
        tick.state["tie_strength"][2:, 0] = np.arange(6.0)
        tick.state["tie_count"][2:] = 1
        tick.state["output"][:] = np.linspace(0.0, 2.0, 8)
    rooms = [
        {
            "openings": np.zeros(8, int),
            "seats": np.zeros(8, int),
            "start": np.zeros(9, int),
            "weight": np.zeros(8),
            "drawn": np.zeros(8),
            "moved": np.zeros((2, 8), int),
            "luck": luck,
        }
        for _ in "ab"
    ]
    lists = ("seats", "start", "weight")
    for kernel, numbers, arrays in (
        (weigh_kernel, (3.3, 1.2, 0.015, 18.0), ("openings", *lists)),
        (fill_kernel, (0.92, 0.25), ("luck", "openings", *lists, "drawn", "moved")),
    ):
        found = [
            tick.call(version, *numbers, *[room[name] for name in arrays])
            for tick, version, room in zip(
                (compiled, plain), (kernel, kernel.py_func), rooms, strict=True
            )
        ]
        assert found[0] == found[1]
        for name, ours in rooms[0].items():
            np.testing.assert_array_equal(ours, rooms[1][name])
    assert compiled.state["q_promoted"].any()
    for column in (*PROMOTE.writes, "draw_a", "draw_b", "draw_c", "draw_d"):
        np.testing.assert_array_equal(compiled.state[column], plain.state[column])


def test_compiled_parts_equal_plain():
    tick, rng = company(), np.random.default_rng(2)
    state = tick.state
    state["tie_neighbor"][2:, 0], state["tie_count"][2:] = 5, 1
    state["tie_strength"][2:, 0] = rng.random(6)
    asking = [state[name] for name in ("occupied", "tie_count", "tie_neighbor", "tie_strength")]
    where = [state[name] for name in ("occupied", "department", "level")]
    held = [state[name] for name in ("occupied", "internal_first", "level")]
    places = [state[name].copy() for name in ("manager", "role", "level")]
    changed = np.tile(np.arange(8), (2, 1))
    changed[:, [1, 2]] = changed[:, [2, 1]]
    for part, given, written in (
        (list_held, [], [*held, np.zeros(8, int)]),
        (respect, asking, [np.zeros(8)]),
        (rank, [*where, 4, rng.random(8)], [np.zeros(8, int), np.zeros(9, int), np.zeros(8)]),
        (swap, [4, 0], [*places, np.tile(np.arange(8), (2, 1))]),
        (report, [], [places[0], changed]),
        (rise, [np.array([0.6, 0.5]), np.array([0.5, 0.0]), 0.92, 0.25], [np.full(2, 0.4)] * 2),
        (highest_of, [rng.random(8), np.zeros(8), np.ones(8), rng.random(8), np.arange(8)], []),
    ):
        ours, theirs = ([array.copy() for array in written] for _ in "ab")
        assert part(*given, *ours) == part.py_func(*given, *theirs)
        for mine, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(mine, other)


def test_the_highest_score_wins_whatever_is_looked_at():
    """The shortcut skips only those who cannot be the highest."""
    for seed in range(50):
        rng = np.random.default_rng(seed)
        score, u = rng.normal(size=60), rng.random(58)
        seats = np.arange(2, 60)
        found = highest_of(score, np.zeros(60), np.exp(score), u, seats)
        assert found == seats[np.argmax(score[seats] - np.log(-np.log(u)))]


def test_luck_is_that_of_candidate_and_opening():
    tick = company(seats=60)
    state, seats = tick.state, np.arange(2, 60)
    lists = seats, np.array([0, 0, 58, 58, 58]), np.array([0.0, 58.0])
    state["draw_d"][:] = 1.0
    room = np.zeros(2), np.zeros((2, 60), int)
    tick.call(fill_kernel, 0.92, 0.25, tick.draws.luck(TASTE), np.array([HEAD]), *lists, *room)
    luck = tick.draws.pair_uniform(
        TASTE, state["person"][seats], np.repeat(person_ids([HEAD], [0]), 58)
    )
    np.testing.assert_array_equal(state["draw_e"][:58], luck)


def test_openings_are_listed_from_the_highest_and_held_no_longer():
    tick = company(seats=40)
    state, rng, room = tick.state, np.random.default_rng(1), np.zeros(40, int)
    state["level"][:] = rng.integers(1, 4, 40)
    state["occupied"][:] = rng.random(40) < 0.5
    state["internal_first"][:] = rng.random(40) < 0.7
    held = np.flatnonzero(~state["occupied"] & state["internal_first"])
    columns = [state[name] for name in ("occupied", "internal_first", "level")]
    count = list_held(*columns, room)
    assert room[:count].tolist() == sorted(held, key=lambda seat: -state["level"][seat])
    assert state["internal_first"].sum() == (state["occupied"] & state["internal_first"]).sum()
    assert list_held(*columns, room) == 0


def test_people_are_listed_by_department_and_level():
    tick, rng = company(seats=40), np.random.default_rng(1)
    state = tick.state
    state["department"][:], state["level"][:] = rng.integers(0, 2, 40), rng.integers(1, 4, 40)
    state["occupied"][:] = rng.random(40) < 0.8
    state["draw_d"][:] = rng.random(40)
    seats, start, weight = np.zeros(40, int), np.zeros(9, int), np.ones(8)
    where = [state[name] for name in ("occupied", "department", "level")]
    rank(*where, 4, state["draw_d"], seats, start, weight)
    for cell in range(8):
        here = (state["level"] + 4 * state["department"] == cell) & state["occupied"]
        assert seats[start[cell] : start[cell + 1]].tolist() == np.flatnonzero(here).tolist()
        assert weight[cell] == pytest.approx(state["draw_d"][here].sum())


def test_reports_follow_a_place_that_moves_twice():
    tick = company()
    state, moved = tick.state, np.tile(np.arange(8), (2, 1))
    places = [state[name] for name in ("manager", "role", "level")]
    swap(4, 0, *places, moved)
    swap(5, 4, *places, moved)
    report(state["manager"], moved)
    assert state["manager"].tolist() == [5, -1, 5, 5, 5, CHIEF, 5, 5]
