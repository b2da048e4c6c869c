"""Counterfactual twins: the same people, the same luck; only what differs makes a difference."""

import numpy as np
import pytest

from simulation.engine.process import PROCESSES
from simulation.model import MentoringModel
from simulation.scenario import from_data

TRAITS = ("ability", "stability", "growth_motivation", "tie_capacity", "alternatives_person")
LIFE = (
    "occupied", "holder", "person", "role", "level", "manager", "tenure", "pay", *TRAITS, "skill",
    "plateau", "borrowed", "borrowed_peers", "teaching", "morale", "satisfaction", "commitment",
    "stress", "support", "embeddedness", "search", "effort", "output", "quit_probability",
    "time_lent", "tie_neighbor", "tie_strength",
)  # fmt: skip


def live(scenario, seed=5, **kwargs):
    model = MentoringModel(scenario, rng=seed, **kwargs)
    model.run_model()
    return model


def lives(model, seats=None):
    """All columns of a life for some seats, as comparable bytes by name."""
    state = model.state
    seats = np.arange(state.sizes.seats) if seats is None else seats
    width = 30
    return {
        name: state[name][seats][..., :width].tobytes()
        if state[name].ndim == 2
        else state[name][seats].tobytes()
        for name in LIFE
    }


def same_people(one, other):
    """Mask over seats on which the same holder sits in both."""
    return (one["holder"] == other["holder"]) & one["occupied"] & other["occupied"]


def test_two_programs_share_people_and_luck(nothing, full):
    one, other = live(nothing), live(full)
    shared = same_people(one.state, other.state)
    assert shared.mean() > 0.6
    for name in TRAITS:
        assert (one.state[name][shared] == other.state[name][shared]).all()


def test_newcomers_are_seat_and_holder(nothing, full):
    """A newcomer whose predecessor left at another time is the same person all the same."""
    moved = 0
    for seed in range(1, 13):
        one, other = live(nothing, seed), live(full, seed)
        new = same_people(one.state, other.state) & (one.state["hired"] >= 0)
        for name in TRAITS:
            assert (one.state[name][new] == other.state[name][new]).all()
        moved += int((new & (one.state["hired"] != other.state["hired"])).sum())
    assert moved > 0, "somebody came at another time"


def test_levers_all_off_give_identical_runs(nothing, company):
    """A program whose levers are all `none`, but with a schedule and prices, changes nothing."""
    off = company(
        {
            "matching": {"kind": "none"},
            "open_door": "none",
            "schedule": {"launch_quarter": 2},
            "costs": {"coordinator_hour": 99},
        }
    )
    one, other = live(nothing), live(off)
    assert one.rows == other.rows
    assert lives(one) == lives(other)


def test_the_same_seed_repeats_and_another_does_not(full):
    assert live(full).rows == live(full).rows
    assert live(full).rows != live(full, seed=6).rows


def with_strangers(scenario):
    """The same company and 300 more people in a department that shares nothing."""
    data = scenario.as_data()
    data["organization"]["departments"]["Zeta"] = {
        "headcount": 300,
        "roles": {"Agent": 0.8, "Lead": 0.2},
        "isolated": True,
    }
    return from_data(data)


@pytest.mark.parametrize("design", ["nothing", "pairs", "full"])
def test_three_hundred_strangers_change_nobody(design, request):
    scenario = request.getfixturevalue(design)
    alone, among = live(scenario), live(with_strangers(scenario))
    seats = np.arange(alone.state.sizes.seats)
    before, after = lives(alone, seats), lives(among, seats)
    changed = [name for name in LIFE if before[name] != after[name]]
    assert changed == []
    assert among.state["occupied"][len(seats) :].sum() > 250


def test_another_outcome_and_another_order_change_nobody(full):
    data = full.as_data()
    few = from_data({**data, "outcomes": ["skill", "exits_total"]})
    turned = from_data({**data, "outcomes": ["exits_total", "skill"]})
    one, two, all_of_them = live(few), live(turned), live(full)
    assert lives(one) == lives(two) == lives(all_of_them)
    assert one.outcome("skill") == two.outcome("skill") == all_of_them.outcome("skill")


def test_an_outcome_only_process_switched_off_changes_nobody_else(full):
    """Ideas move nothing else: without them every life is the same to the bit."""
    off = from_data({**full.as_data(), "processes": {"ideas": False}})
    assert lives(live(full)) == lives(live(off))


def test_a_process_switched_off_leaves_the_luck_of_others_alone(nothing):
    """Without promotions, whoever no opening reaches lives on as before."""
    off = from_data({**nothing.as_data(), "processes": {"promote": False}})
    one, other = live(nothing), live(off)
    shared = same_people(one.state, other.state)
    for name in TRAITS:
        assert (one.state[name][shared] == other.state[name][shared]).all()


def test_new_processes_start_off():
    assert all(
        process.default_on
        for process in PROCESSES
        if process.__module__.startswith("simulation.processes")
    )


def test_more_support_never_makes_an_exit_come_earlier(nothing):
    """One person, contagion and workload fixed: support only lowers the chance to quit."""
    base = MentoringModel(nothing, rng=5)
    more = MentoringModel(nothing, rng=5)
    process = {p.name: p for p in base.steps_in_order}
    for model, contacts in ((base, 0.0), (more, 4.0)):
        state = model.state
        for month in range(6):
            model.tick.month = month
            model.tick.draws.at(month + 1)
            state.reset("month")
            state["contacts"][:] = contacts
            state["regular_contacts"][:] = contacts
            for name in ("embed", "wellbeing"):
                process[name].step(model.tick)
        process["turnover"].step(model.tick)
    stayed = base.state["occupied"]
    assert (more.state["occupied"] | ~stayed).all(), "nobody leaves only because of support"
    both = base.state["occupied"] & more.state["occupied"]
    chance = [m.state["quit_probability"][both] for m in (base, more)]
    assert (chance[1] <= chance[0]).all()
    assert (chance[1] < chance[0]).mean() > 0.9


def test_checked_mode_holds_every_process_to_its_word(full):
    """Every process, in a full year of the full design, reads and writes what it declares."""
    plain = live(full)
    checked = live(full, checked=True)
    assert plain.rows == checked.rows
