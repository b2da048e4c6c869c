"""Hire: vacancies wait, then the next holder sits down, and nobody else notices."""

import numpy as np
import pytest

from simulation.engine.addresses import HOLDERS, person_id
from simulation.engine.checked import checked_step
from simulation.engine.clock import advance, calendar
from simulation.engine.compiled import signatures
from simulation.engine.draws import Draws
from simulation.engine.links import drop_links
from simulation.engine.process import Tick, in_order
from simulation.errors import AddressError
from simulation.organization.departure import clear_people
from simulation.organization.founding import found
from simulation.organization.layout import lay_out
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.processes.embed import Embed
from simulation.processes.hire import Hire
from simulation.processes.promote import Promote
from simulation.processes.turnover import Turnover
from simulation.processes.wellbeing import Wellbeing
from simulation.program import Program, Setting

HIRE = Hire()
MONTH = 7


def company(**departments):
    """A founded company; `departments` gives headcount and more of each."""
    firm = Organization(
        name="t",
        turnover=0.3,
        roles={"staff": {"level": 1}, "head": {"level": 2, "pay": 80_000}},
        departments={
            name: {"roles": {"staff": 0.8, "head": 0.2}, **spec}
            for name, spec in (departments or {"north": {"headcount": 20}}).items()
        },
    )
    layout = lay_out(firm, 4)
    setting = Setting(firm, Program(), People())
    setting.departments = layout.departments
    draws = Draws(11, checked=True)
    tick = Tick(found(layout, setting, draws, 24), draws, setting)
    tick.month = MONTH
    draws.at(MONTH + 1)
    return tick


def vacate(tick, seat, fill_after=0.0, vacant_months=0.0, internal_first=False):
    clear_people(tick.state, np.array([seat]))
    drop_links(
        *(tick.state[f"tie_{part}"] for part in ("neighbor", "strength", "target", "count")), seat
    )
    tick.state["fill_after"][seat] = fill_after
    tick.state["vacant_months"][seat] = vacant_months
    tick.state["internal_first"][seat] = internal_first
    return tick


def step(tick, months=1):
    for _ in range(months):
        HIRE.step(tick)
        tick.month += 1
        tick.draws.at(tick.month + 1)
    return tick.state


def test_without_vacancies_nothing_happens():
    tick = company()
    before = {name: array.copy() for name, array in tick.state.arrays.items()}
    step(tick)
    for name, array in before.items():
        np.testing.assert_array_equal(array, tick.state[name], err_msg=name)


def test_the_next_holder_sits_down():
    tick = vacate(company(), 5)
    state = step(tick)
    assert state["occupied"][5]
    assert state["holder"][5] == 1
    assert state["person"][5] == person_id(5, 1)
    assert state["hired"][5] == MONTH
    assert state["tenure"][5] == 0.0
    assert state["q_months"][5] == 1.0
    assert state["tally_hires"][0] == state["tally_hires_total"][0] == 1


def test_what_the_predecessor_did_this_quarter_stays_apart():
    tick = vacate(company(), 5)
    tick.state["q_months"][5], tick.state["q_output"][5] = 1.0, 1.4
    state = step(tick)
    assert (state["q_months"][5], state["q_months_before"][5]) == (2.0, 1.0)
    assert state["q_output"][5] == state["q_output_before"][5] == 1.4
    assert not state["q_months_before"][:5].any()


def test_the_newcomer_is_somebody_else_and_starts_below_the_plateau():
    tick = company()
    before = tick.state["ability"][5]
    state = step(vacate(tick, 5))
    used = state["role_requirement"][state["role"][5]] > 0
    assert state["ability"][5] != before
    assert (state["skill"][5][used] < state["plateau"][5][used]).all()
    assert state["pay"][5] > 0


def test_the_newcomer_knows_nobody_yet():
    state = step(vacate(company(), 5))
    assert not state["tie_strength"][5].any()
    assert (state["tie_neighbor"][5] >= 0).any()


@pytest.mark.parametrize("months", [0, 1, 4])
def test_a_vacancy_waits_its_months(months):
    tick = vacate(company(), 5, fill_after=float(months))
    waited = 0
    while not step(tick)["occupied"][5]:
        waited += 1
        assert tick.state["vacant_months"][5] == waited
    assert waited == months
    assert tick.state["vacant_months"][5] == tick.state["fill_after"][5] == 0.0


def test_an_opening_held_for_insiders_is_not_filled_from_outside():
    tick = vacate(company(), 5, internal_first=True)
    state = step(tick, 6)
    assert not state["occupied"][5]
    assert state["vacant_months"][5] == 6.0
    state["internal_first"][5] = False
    assert step(tick)["occupied"][5]


def test_hires_of_burn_in_are_not_counted_for_the_run():
    tick = vacate(company(), 5)
    tick.month = -4
    HIRE.step(tick)
    assert tick.state["tally_hires"][0] == 1
    assert tick.state["tally_hires_total"][0] == 0


def test_a_seat_with_more_holders_than_an_address_tells_apart_is_refused():
    tick = vacate(vacate(company(), 5), 9)
    tick.state["holder"][5] = HOLDERS - 2
    assert step(tick)["person"][5] == person_id(5, HOLDERS - 1)
    with pytest.raises(AddressError, match="holder 1024 is outside"):
        step(vacate(tick, 5))


def test_a_seat_keeps_its_place_in_the_structure():
    tick = company()
    place = ("site", "department", "team", "role", "level", "manager")
    before = [tick.state[name][5] for name in place]
    assert [step(vacate(tick, 5))[name][5] for name in place] == before


def test_who_else_is_hired_changes_nobody():
    alone = step(vacate(company(), 5))
    together = step(vacate(vacate(company(), 5), 9))
    for name in ("ability", "satisfaction_set", "skill", "pay", "stress"):
        np.testing.assert_array_equal(alone[name][5], together[name][5])


def test_each_holder_is_another_person():
    tick = company()
    abilities = []
    for _ in range(3):
        abilities.append(float(step(vacate(tick, 5))["ability"][5]))
    assert len(set(abilities)) == 3


def test_holds_to_what_it_declares():
    tick = vacate(vacate(company(), 5), 9, fill_after=3.0)
    checked_step(HIRE, tick)
    tick.state.check_ranges()
    assert tick.state["occupied"].sum() == 19


# ------------------------------------------------------------------ lives

STEPS = in_order([Embed(), Wellbeing(), Turnover(), HIRE, Promote()])


def live(tick, first, months, checked=False):
    for process in STEPS:
        process.prepare(tick)
    steps = calendar(STEPS, checked=checked)
    for month in range(first, first + months):
        advance(tick, month, steps, burn_in=40)
    return tick.state


def test_heads_are_conserved():
    tick = company(north={"headcount": 60}, south={"headcount": 40})
    state = live(tick, 0, 12)
    hires, exits = state["tally_hires_total"][0], state["tally_exits_total"][0]
    assert exits > 10
    assert state["occupied"].sum() == 100 + hires - exits


def test_a_department_apart_changes_no_bit_of_other_lives():
    few = live(company(north={"headcount": 60}), -30, 42)
    many = live(company(north={"headcount": 60}, far={"headcount": 30, "isolated": True}), -30, 42)
    assert few["tally_hires_total"][0] > 5
    for name in few.tables["workforce"]:
        np.testing.assert_array_equal(few[name], many[name][:60], err_msg=name)
    assert few["department_intercept"][0] == many["department_intercept"][0]


def test_everybody_keeps_to_what_they_declare_for_a_year():
    state = live(company(), 0, 12, checked=True)
    state.check_ranges()


def test_a_year_compiles_one_version_of_each_kernel():
    live(company(), 0, 12)
    for process in STEPS:
        for kernel in process.kernels:
            assert signatures(kernel) <= 1, kernel
