"""Exchange: who asks how much, what it teaches, what it costs the experts, and how ties grow."""

import numpy as np
import pytest

from simulation.engine.links import find_slot
from simulation.processes.exchange import Exchange, ask_kernel, hear_kernel
from tests.starting import started

EXCHANGE = started(Exchange)
ASKER, NEWCOMER, MANAGER = 2, 1, 0


def changed(**values):
    """Exchange with changed parameters, beyond their ranges where a test switches them off."""
    return Exchange.model_construct(**{**EXCHANGE.model_dump(), **values})


@pytest.fixture
def quiet(small_state):
    """Established people only, equal ties of 1 among team mates, one ignorant asker in seat 2."""

    def make(**options):
        tick = small_state(pairs=False, **options)
        state = tick.state
        state["tenure"][:] = 40.0
        state["tie_strength"][state["tie_strength"] > 0.0] = 1.0
        state["tie_target"][:] = state["tie_strength"]
        state["borrowed"][:] = state["borrowed_peers"][:] = 0.0
        for name in ("growth_motivation", "ability"):
            state[name][:] = 0.0
        state["team_safety"][:] = 0.0
        state["teaching"][:] = tick.setting.people.teaching_mean
        state["skill"][:] = state["plateau"][:] = 0.8
        state["skill"][ASKER] = state["plateau"][ASKER] = 0.4
        return tick

    return make


def usable(state):
    return np.minimum(1.0, state["skill"] + state["borrowed"] + state["borrowed_peers"])


def test_hours_asked_by_an_ordinary_person(quiet, live):
    asked = live(EXCHANGE, quiet())["asked_hours"][ASKER]
    assert asked == pytest.approx(1.0 * np.exp(-0.5) * 3 / 4)  # three ties of strength 1


def test_people_ask_an_hour_a_month_on_average():
    motivation = np.random.default_rng(1).normal(size=100_000)
    wish = EXCHANGE.motivation * motivation - 0.5 * EXCHANGE.motivation**2
    assert np.exp(wish).mean() == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize(
    ("column", "seat", "factor"),
    [("growth_motivation", ASKER, np.exp(1.0)), ("team_safety", 0, np.exp(0.15))],
)
def test_what_makes_people_ask(quiet, live, column, seat, factor):
    base, more = quiet(), quiet()
    more.state[column][seat] = 1.0
    asked = [live(EXCHANGE, tick)["asked_hours"][ASKER] for tick in (base, more)]
    assert asked[1] / asked[0] == pytest.approx(factor)


def test_formal_meetings_replace_half_of_informal_asking(quiet, live):
    tick = quiet()
    tick.state["growth_motivation"][ASKER] = 1.0
    tick.state["mentor_contacts"][ASKER] = 2.0  # of half an hour each: the terms of this setting
    assert tick.setting.terms.minutes == 30.0
    asked = live(EXCHANGE, tick)["asked_hours"][ASKER]
    assert asked == pytest.approx((np.exp(0.5) - 0.5) * 3 / 4)


def test_many_formal_meetings_leave_nothing_to_ask(quiet, live):
    tick = quiet()
    tick.state["mentor_contacts"][ASKER] = 50.0
    before = tick.state["plateau"][ASKER].copy()
    state = live(EXCHANGE, tick)
    assert state["asked_hours"][ASKER] == 0.0
    np.testing.assert_array_equal(state["plateau"][ASKER], before)


def test_without_ties_nobody_asks_learns_or_answers(quiet, live):
    tick = quiet()
    tick.state["tie_strength"][:] = tick.state["tie_target"][:] = 0.0
    before = {name: tick.state[name].copy() for name in ("skill", "plateau", "borrowed_peers")}
    state = live(EXCHANGE, tick)
    for name in ("asked_hours", "help_lent", "time_lent", "growth"):
        assert not state[name].any(), name
    for name, values in before.items():
        np.testing.assert_array_equal(state[name], values)


def test_what_an_hour_teaches(quiet, live):
    state = live(EXCHANGE, quiet())
    hours = np.exp(-0.5) * 3 / 4 / 3  # from three experts of four, on each of the job's skills
    x = 0.5 * 0.35 * hours / state["breadth_hours"][[0, 1, 3]]
    gain = 0.4 * (1 - np.exp(-x))
    np.testing.assert_allclose(state["plateau"][ASKER, [0, 1, 3]], 0.4 + 0.3 * gain)
    np.testing.assert_allclose(state["skill"][ASKER, [0, 1, 3]], 0.4 + 0.3 * gain)
    np.testing.assert_allclose(state["borrowed_peers"][ASKER, [0, 1, 3]], 0.7 * gain)
    assert state["plateau"][ASKER, 2] == 0.4  # the job does not use it, so nobody asks


def test_teachers_and_the_able_make_more_of_an_hour(quiet, live):
    rise = []
    for column, seats in ((None, None), ("teaching", [0, 1, 3]), ("ability", ASKER)):
        tick = quiet()
        if column:
            tick.state[column][seats] += 0.25
        rise.append(live(EXCHANGE, tick)["plateau"][ASKER, 0] - 0.4)
    assert rise[1] / rise[0] == pytest.approx(1.5, rel=0.01)
    assert rise[2] / rise[0] == pytest.approx(np.exp(0.15 * 0.25), rel=0.01)


def test_who_knows_less_takes_time_but_nothing_else(quiet, live):
    tick = quiet()
    tick.state["skill"][[1, 3]] = tick.state["plateau"][[1, 3]] = 0.1
    state = live(EXCHANGE, tick)
    x = 0.5 * 0.35 * np.exp(-0.5) / 4 / 3 / 3.0
    assert state["plateau"][ASKER, 0] == pytest.approx(0.4 + 0.3 * 0.4 * (1 - np.exp(-x)))
    assert (state["help_lent"][[1, 3]] > 0.0).all()


def test_stronger_ties_are_asked_more(quiet, live):
    tick = quiet()
    slot = find_slot(tick.state["tie_neighbor"][ASKER], 3)
    tick.state["tie_strength"][ASKER, slot] = 3.0
    tick.state["tie_strength"][np.arange(12) != ASKER] = 0.0  # nobody else asks
    state = live(EXCHANGE, tick)
    assert state["help_lent"][3] == pytest.approx(3 * state["help_lent"][0])


def test_experts_learn_nothing_from_the_ignorant(quiet, live):
    state = live(EXCHANGE, quiet())
    experts = [seat for seat in state.people if seat != ASKER]
    assert (state["plateau"][experts] == 0.8).all()


def test_asking_never_passes_the_best_expert(quiet, live):
    tick = quiet()
    tick.state["growth_motivation"][ASKER] = 4.0
    state = live(changed(transport=1.0, agenda=1.0), tick, months=40)
    known = state["plateau"] + state["borrowed_peers"]
    assert (known[ASKER] <= 0.8 + 1e-9).all()
    assert (state["skill"] <= state["plateau"]).all()


def test_a_newcomer_profits_in_proportion_to_mastery(quiet, live):
    master, novice = quiet(), quiet()
    novice.state["skill"][ASKER] = 0.1
    rise = {}
    for name, tick in (("master", master), ("novice", novice)):
        before = usable(tick.state)[ASKER, 3]
        rise[name] = usable(live(EXCHANGE, tick))[ASKER, 3] - before
    assert rise["novice"] == pytest.approx(rise["master"] / 4, rel=0.05)


def test_experts_are_read_as_they_were(quiet, live):
    chain = quiet()  # seat 0 knows, seat 1 asks 0, seat 2 asks only 1, who knew nothing
    state = chain.state
    state["skill"][1:4] = state["plateau"][1:4] = 0.4
    state["tie_strength"][2] = 0.0
    state["tie_strength"][2, find_slot(state["tie_neighbor"][2], 1)] = 1.0
    state["tie_target"][2] = state["tie_strength"][2]
    live(EXCHANGE, chain)
    assert state["plateau"][1, 0] > 0.4
    assert state["plateau"][2, 0] == 0.4


def test_half_of_a_rise_counts_in_its_month(quiet, live):
    tick = quiet()
    before = usable(tick.state)
    state = live(EXCHANGE, tick)
    rise = (usable(state) - before)[ASKER]
    np.testing.assert_allclose(state["level_lag"][ASKER], rise / 2, atol=1e-15)
    assert state["growth"][ASKER] == pytest.approx(rise[[0, 1, 3]].mean())


def test_answers_cost_the_experts_what_was_asked(quiet, live):
    state = live(EXCHANGE, quiet())
    hours = state["asked_hours"].sum()
    assert state["help_lent"].sum() * 160.0 == pytest.approx(EXCHANGE.answer_cost * hours)
    np.testing.assert_array_equal(state["help_lent"], state["time_lent"])
    assert state["help_lent"][11] == 0.0


def test_without_cost_answering_takes_no_time(quiet, live):
    assert not live(changed(answer_cost=0.0), quiet())["help_lent"].any()


def test_a_newcomer_costs_the_manager_17_hours_a_month_over_a_quarter(quiet, live):
    tick = quiet()
    hours = []
    for tenure in range(5):
        tick.state.reset("month")
        tick.state["tenure"][NEWCOMER] = tenure
        state = live(changed(answer_cost=0.0), tick)
        hours.append(state["help_lent"][MANAGER] * 160.0)
    assert np.mean(hours[:3]) == pytest.approx(17.0)
    assert hours[0] > hours[1] > hours[2] > 0
    assert hours[3] == hours[4] == 0.0


@pytest.fixture
def new(quiet):
    """The ignorant asker has just come, knows nobody, and has a manager who knows more."""

    def make():
        tick = quiet()
        tick.state["tenure"][ASKER] = 0.0
        tick.state["tie_strength"][:] = tick.state["tie_target"][:] = 0.0
        return tick

    return make


def test_the_managers_hours_teach_as_advice_does(new, live):
    tick = new()
    state = live(EXCHANGE, tick)
    hours = 2.0 * 17.0 * (1.0 - 0.5 / 3.0)
    assert state["led_hours"][ASKER] == pytest.approx(hours)
    x = 0.5 * 0.35 * hours / 3 / state["breadth_hours"][[0, 1, 3]]
    gain = 0.4 * (1 - np.exp(-x))
    np.testing.assert_allclose(state["plateau"][ASKER, [0, 1, 3]], 0.4 + 0.3 * gain)
    np.testing.assert_allclose(state["borrowed_peers"][ASKER, [0, 1, 3]], 0.7 * gain)
    assert state["asked_hours"][ASKER] == 0.0  # unasked


@pytest.mark.parametrize("change", ["settled", "off", "vacant", "ignorant"])
def test_when_a_manager_teaches_nothing(new, live, change):
    tick = new()
    manager = tick.state["manager"][ASKER]
    match change:
        case "settled":
            tick.state["tenure"][ASKER] = 3.0
        case "vacant":
            tick.state["occupied"][manager] = False
        case "ignorant":
            tick.state["skill"][manager] = tick.state["plateau"][manager] = 0.2
    exchange = changed(newcomer_hours=0.0) if change == "off" else EXCHANGE
    state = live(exchange, tick)
    assert (state["plateau"][ASKER] == 0.4).all()
    assert state["help_lent"].any() == (change == "ignorant")


def test_newcomers_without_a_manager_take_nobodys_time(quiet, live):
    tick = quiet()
    tick.state["manager"][:] = -1
    tick.state["tenure"][:] = 0.0
    assert not live(changed(answer_cost=0.0), tick)["help_lent"].any()


def test_more_others_ask_whose_service_is_1_2_4_to_32_years(quiet):
    tick = quiet()
    tick.state["occupied"][11] = False
    tick.state["tenure"][:] = [0, 11, 12, 13, 24, 36, 48, 96, 192, 384, 768, 24]
    seats = np.empty(12, np.int64)
    count = tick.call(ask_kernel, seats, 1.0, 1.0, 0.15, 0.5, 1.0, 0.15, 17.0, 3.0)
    assert seats[:count].tolist() == [2, 4, 6, 7, 8, 9]


def test_a_new_tie_reaches_nine_tenths_in_four_months(quiet, live):
    tick = quiet()
    tick.state["tie_strength"][:] = 0.0
    target = tick.state["tie_target"].copy()
    state = live(EXCHANGE, tick, months=4)
    np.testing.assert_allclose(state["tie_strength"], 0.9 * target)


@pytest.mark.parametrize("skills", [1, 3, 4, 5, 9])
def test_all_skills_are_heard_of_however_many(skills):
    luck = np.random.default_rng(skills)
    seats, width = 30, 8
    count = luck.integers(0, width + 1, seats, dtype=np.int32)
    neighbor = luck.integers(0, seats, (seats, width), dtype=np.int32)
    strength, target = luck.random((2, seats, width))
    usable, plateau, lent, told = luck.random((4, seats, skills)) / 4
    teaching, hours, pace, led = luck.random((4, seats))
    led[::2] = 0.0
    manager, role = luck.integers(0, seats, seats), luck.integers(0, 2, seats)
    hour_of = luck.random((2, skills)) * (luck.random((2, skills)) > 0.3)
    answered, (heard, ahead) = np.empty(seats), np.empty((2, seats, skills))
    help_lent, time_lent = np.zeros((2, seats))
    room = np.empty(width + 1, np.uint32), np.empty(width + 1)
    ties = [count, neighbor, strength.copy(), target, hours.copy(), pace, led]
    levels = [answered, usable.copy(), plateau, lent, told.copy(), heard, ahead]
    taken = np.ones((seats, skills)), np.zeros((seats, skills)), np.zeros(seats)
    tables = [hour_of, *room, np.ones(2)]
    times = [help_lent, time_lent]
    hear_kernel(role, manager, teaching, *ties, *levels, *times, *taken, *tables, 0.1, 0.2, 0.0)
    np.testing.assert_array_equal(help_lent, time_lent)
    given = np.bincount(manager, led, seats) / 160.0
    np.testing.assert_allclose(help_lent, 0.2 * answered + given)
    for i in range(seats):
        experts = [*neighbor[i, : count[i]], *[manager[i]] * int(led[i] > 0.0)]
        asked = hours[i] * strength[i, : count[i]] / (strength[i, : count[i]].sum() + 1.0)
        doses = np.array([*asked, *[led[i]] * int(led[i] > 0.0)]) * pace[i] * teaching[experts]
        more = usable[experts] - (plateau[i] + lent[i] + told[i])
        assert heard[i] == pytest.approx(doses @ (more > 0.0) * hour_of[role[i]])
        gain = doses @ np.maximum(more, 0.0) * hour_of[role[i]]
        gain *= (1.0 - np.exp(-heard[i])) / np.maximum(heard[i], 1e-300)
        assert ahead[i] == pytest.approx(gain), "a master takes in all of it"


@pytest.mark.parametrize("check", ["declared", "compiled", "unrelated", "in_range"])
def test_contract(contract, check):
    getattr(contract, check)(EXCHANGE)
