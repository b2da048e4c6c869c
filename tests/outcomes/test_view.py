from functools import partial

import numpy as np
import pytest

from simulation.errors import ModelError, RegistryError
from simulation.outcomes.view import NUMBERS, PERSONAL, SOURCES, Layout, numbers, personal, summed


def test_what_several_outcomes_need_is_computed_once(company, view):
    looking, calls = view(company()), []
    for _ in range(2):
        assert looking.once("sum", lambda: calls.append(1) or 42) == 42
    assert calls == [1]


@pytest.mark.parametrize(("launch", "launched"), [(1, True), (2, False)])
def test_a_program_is_launched_from_its_first_month(company, program, view, launch, launched):
    assert view(company(program, launch=launch)).launched is launched


def test_no_program_is_never_launched(company, view):
    assert not view(company()).launched


@pytest.fixture
def own(monkeypatch):
    """Numbers that a test registers are gone after it."""
    monkeypatch.setattr("simulation.outcomes.view.SOURCES", dict(SOURCES))
    monkeypatch.setattr(NUMBERS, "_things", dict(NUMBERS._things))
    copies = {whose: dict(sources) for whose, sources in PERSONAL.items()}
    monkeypatch.setattr("simulation.outcomes.view.PERSONAL", copies)


def test_personal_numbers_are_of_people_or_of_seats(own, company, view):
    @summed("people", "doubled", each_skill=("able",))
    def doubled(tenure, skill, rows):
        rows[:, 0] = 2.0 * tenure
        rows[:, 1:] = skill

    @personal("seats", "places")
    def places(view, rows):
        rows[:] = 1.0

    tick = company()
    tick.state["skill"][:, 3] = np.arange(12)
    tick.state["skill"][11] = np.nan  # the vacant seat's
    looking = view(tick)
    south = looking.slices.keys.index(("department", "South"))
    assert looking.sum("doubled")[0] == 2.0 * 24.0 * 11
    assert looking.sum("able_trade")[[0, south]].tolist() == [55.0, 40.0]
    assert looking.sum("places")[[0, south]].tolist() == [12.0, 6.0]
    assert looking.sum("heads")[[0, south]].tolist() == [11.0, 5.0]


def test_numbers_are_found_when_the_first_of_them_is_asked_for(own, company, view):
    calls = []

    @numbers("twice", "thrice")
    def found(view, sums):
        calls.append(sums.shape)
        sums[:] = view.sum("heads")[:, None] * (2.0, 3.0)

    looking = view(company())
    assert calls == []
    assert looking.sum("thrice")[0] == 33.0
    assert looking.sum("twice")[0] == 22.0
    assert calls == [(len(looking.slices.keys), 2)]


def nothing(view, sums):
    sums[:] = 0.0


@pytest.mark.parametrize("register", [numbers, partial(personal, "people")])
def test_a_number_has_one_source(own, register):
    with pytest.raises(RegistryError, match='"morale_index" is registered twice'):
        register("morale_index")(nothing)
    register("own")(nothing)
    register("own")(nothing)  # the same file, read again


def test_a_number_of_a_skill_must_not_be_another_s(own):
    numbers("users_trade")(nothing)
    assert Layout(("cooking",), 3).source("users_trade").find is nothing
    with pytest.raises(ModelError, match='"users_trade" is added up twice'):
        Layout(("trade",), 3)


def test_an_unknown_number_is_an_error_that_tells_the_known(company, view):
    with pytest.raises(ModelError, match=r'called "morals".*There are: .*morale_index'):
        view(company()).sum("morals")


def test_books_and_tallies_go_by_their_names(company, view):
    tick = company(month=5)
    tick.state["account_pay"][:6] = [1, 2, 3, 4, 5, 6]
    tick.state["tally_hires"][0] = 7
    tick.state["tally_match_gap"][0] = 0.25
    looking = view(tick)
    assert (looking.booked("pay"), looking.booked_total("pay")) == (15.0, 21.0)
    whole = [looking.sum(name)[0] for name in ("booked_pay", "booked_total_pay", "tally_hires")]
    assert whole == [15.0, 21.0, 7.0]
    assert looking.sum("tally_match_gap")[0] == looking.tally("match_gap") == 0.25
