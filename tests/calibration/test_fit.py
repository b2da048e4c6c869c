"""The fit on a small problem whose answer is known, and the page that tells it."""

import numpy as np
import pytest

from simulation.calibration import fit
from simulation.calibration.fit import Problem, Row, calibrate
from simulation.calibration.page import write_page
from simulation.calibration.target import Group, Target
from simulation.scenario import all_parameters

PATHS = ("turnover.satisfaction", "turnover.stress", "practice.rate")


def line(parameters, seed):
    """Moments that are straight lines of two parameters, with luck that seeds share."""
    own = parameters["turnover"]
    luck = (seed % 7) * 1e-3
    return {"a": 0.5 * own["satisfaction"] + luck, "b": own["stress"] + 0.2 * own["satisfaction"]}


GROUP = Group(
    name="lines",
    simulate=line,
    seeds=3,
    targets=(
        Target("a", "rubenstein18-jobsat", 0.01),
        Target("b", "rubenstein18-stress", 0.01),
    ),
    moved_by=("turnover.satisfaction", "turnover.stress"),
)


@pytest.fixture
def lines(monkeypatch):
    monkeypatch.setattr(fit, "all_groups", lambda: (GROUP,))
    monkeypatch.setattr(fit.pool, "executor", lambda workers: None)


def problem() -> Problem:
    known = {parameter.path: parameter for parameter in all_parameters()}
    return Problem((GROUP,), tuple(known[path] for path in PATHS))


@pytest.mark.slow
def test_slopes_are_those_of_the_lines(lines) -> None:
    one = problem()
    slopes = one.slopes(np.array([0.5, 0.5, 0.5]))
    rooms = [p.high - p.low for p in one.parameters]
    assert slopes[0] == pytest.approx([0.5 * rooms[0] / 0.01, 0.0, 0.0], abs=1e-6)
    assert slopes[1] == pytest.approx([0.2 * rooms[0] / 0.01, rooms[1] / 0.01, 0.0], abs=1e-6)
    assert slopes[2:] == pytest.approx(np.eye(3) / fit.PRIOR)


@pytest.mark.slow
def test_a_group_that_a_parameter_does_not_move_is_not_run(lines) -> None:
    one = problem()
    one.slopes(np.array([0.5, 0.5, 0.5]))
    assert one.evaluations == 1 + 2


@pytest.mark.slow
def test_the_fit_returns_the_published_numbers_and_knows_how_well(lines) -> None:
    found = calibrate(1)
    after = {row.target.moment: row.after for row in found.rows}
    assert after["a"] == pytest.approx(-0.28, abs=0.002)
    assert after["b"] == pytest.approx(0.21, abs=0.002)
    sharp = found.fits["turnover.satisfaction"]
    assert sharp.moved > 0.99
    assert sharp.width == pytest.approx(0.02, rel=0.1)


@pytest.mark.slow
def test_what_the_data_do_not_move_stays_where_it_began(lines, monkeypatch) -> None:
    loose = Group("loose", (), lambda p, s: {"c": 1.0}, ("practice.rate",), 1)
    monkeypatch.setattr(fit, "all_groups", lambda: (GROUP, loose))
    found = calibrate(1)
    silent = found.fits["practice.rate"]
    assert silent.value == silent.start
    assert silent.moved == 0.0


@pytest.mark.slow
def test_values_stay_within_their_ranges(lines, monkeypatch) -> None:
    far = Group("far", (Target("a", "mercer-voluntary", 0.01),), line, GROUP.moved_by, 1)
    monkeypatch.setattr(fit, "all_groups", lambda: (far,))
    found = calibrate(1)
    assert found.fits["turnover.satisfaction"].value == pytest.approx(-0.3, abs=0.01)
    assert "At an end of the declared range: `turnover.satisfaction`" in write_page(found)


@pytest.mark.slow
def test_the_page_tells_rows_misses_and_silence(lines) -> None:
    page = write_page(calibrate(1))
    assert "| `rubenstein18-jobsat` | lines: a | -0.280 |" in page
    assert "No number is missed by more than 2 doubts." in page


def test_a_miss_is_in_units_of_doubt() -> None:
    row = Row("lines", Target("a", "rubenstein18-jobsat", 0.01), -0.2, -0.25)
    assert row.missed_by == pytest.approx(3.0)
