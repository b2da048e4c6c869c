"""What a run costs, counted and not timed: calls, memory, draws, whatever else the machine does."""

import sys
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from simulation.engine.draws import Draws
from simulation.model import MentoringModel
from simulation.scenario import from_data, load_scenario

PLAN = Path(__file__).resolve().parents[1] / "scenarios" / "organizations" / "meridian_plan.yaml"
PEOPLE = 600
TIMES = 10
"""How much larger the larger company is."""

BURN_IN = 6
QUARTERS = 3


def company(times):
    """The sample company, `times` as large."""
    data = load_scenario(PLAN).as_data()
    for department in data["organization"]["departments"].values():
        department["headcount"] *= times
    data["organization"]["burn_in_months"] = BURN_IN
    return from_data(data | {"quarters": QUARTERS})


@pytest.fixture(scope="module")
def models():
    """Both companies after their first quarter, which compiles, binds and caches."""
    lived = {times: MentoringModel(company(times), rng=1) for times in (1, TIMES)}
    for model in lived.values():
        model.step()
    return lived


@pytest.fixture(scope="module")
def calls(models):
    """Python functions called in the second quarter, by company and name."""
    counts = {}
    for times, model in models.items():
        count = counts[times] = Counter()

        def note(frame, event, _, count=count):
            if event == "call":
                count[frame.f_code.co_qualname] += 1

        sys.setprofile(note)
        try:
            model.step()
        finally:
            sys.setprofile(None)
    return counts


def test_ten_times_the_people_take_no_more_calls(calls):
    few, many = (sum(calls[times].values()) for times in (1, TIMES))
    assert many == pytest.approx(few, rel=0.05)


def test_a_quarter_takes_about_so_many_calls(calls):
    """800; a thousand Python calls are about half a millisecond of a quarter."""
    assert sum(calls[1].values()) < 1000


@pytest.mark.parametrize("times", [1, TIMES])
def test_a_quarter_leaves_nothing_behind_and_allocates_little(models, times):
    """Room that a quarter takes at its height, against the state: what kernels need for a while."""
    model = models[times]
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        model.step()
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    seats = model.state.sizes.seats
    assert peak - before < 350_000 + 230 * seats
    assert after - before < 250_000


def test_a_person_takes_so_many_bytes(models):
    for model in models.values():
        per_person = model.state.nbytes / model.state.sizes.seats
        assert per_person < 3700


def test_draws_for_everybody_are_made_where_they_are_used(models, monkeypatch):
    """In kernels, that is: nothing is filled first and read then."""
    filled = Counter()
    fill = Draws._fill

    def counted(self, kernel, stream, index, out, *keys):
        numbers = len(keys[0]) if out is None else out.size
        filled[stream.name] += numbers
        return fill(self, kernel, stream, index, out, *keys)

    monkeypatch.setattr(Draws, "_fill", counted)
    model = MentoringModel(company(1), rng=2)
    model.step()
    assert filled
    assert max(filled.values()) < 3 * PEOPLE
