"""Newcomers: how exits go with tenure, and how fast a newcomer's output grows.

A company without a program at the voluntary rate of larger employers is watched for two years.
Hazards are the chances that people had, not what their luck made of them: far less noise.
Median tenure is published for all wage and salary workers, so it is read in a company at the quits
rate of all private employers, on the day its burn-in ends.
"""

import numpy as np

from simulation.calibration.stayers import company
from simulation.calibration.target import Group, Parameters, Target
from simulation.evidence.ledger import load_ledger
from simulation.model import MentoringModel
from simulation.state.columns import Array

QUARTERS = 8
MONTHS = 24
FIRST = 12
"""Months of service over which the peak is sought."""


def simulate(parameters: Parameters, seed: int) -> dict[str, float]:
    """First-year exit, the month of service with the highest hazard, rise of newcomers' output."""
    turnover = _percent("mercer-voluntary")
    model = MentoringModel(company(turnover, parameters, QUARTERS), rng=seed, collecting=False)
    state = model.state
    chance, people = np.zeros(MONTHS), np.zeros(MONTHS)
    output, producing = np.zeros(MONTHS), np.zeros(MONTHS)
    for _ in range(QUARTERS):
        model.step()
        # Tenure has grown by one since the chance was drawn: month of service = tenure now.
        here = np.flatnonzero(state["occupied"] & (state["tenure"] >= 1.0))
        service = np.rint(state["tenure"][here]).astype(np.int64) - 1
        young = service < MONTHS
        _gather(chance, people, service[young], state["quit_probability"][here[young]])
        _gather(output, producing, service[young], state["output"][here[young]])
    hazard = chance / people
    grown = output / producing
    return {
        "exit in the first year": float(1.0 - np.prod(1.0 - hazard[:FIRST])),
        "month of the peak": _peak(hazard[:FIRST]),
        "median tenure": _median_tenure(parameters, seed),
        "output after eight months": float(grown[7:10].mean() / grown[0] - 1.0),
    }


def _median_tenure(parameters: Parameters, seed: int) -> float:
    """Median years of service at the quits rate of all private employers."""
    turnover = 1.0 - (1.0 - _percent("jolts-private")) ** 12
    state = MentoringModel(company(turnover, parameters), rng=seed, collecting=False).state
    return float(np.median(state["tenure"][state["occupied"]])) / 12.0


def _percent(row: str) -> float:
    return float(load_ledger().rows[row]["value"]) / 100.0


def _gather(total: Array, count: Array, service: Array, values: Array) -> None:
    np.add.at(total, service, values)
    np.add.at(count, service, 1.0)


def _peak(hazard: Array) -> float:
    """Top of a parabola through log hazard over log month of service."""
    month = np.log(np.arange(1, len(hazard) + 1))
    bend, slope, _ = np.polyfit(month, np.log(hazard), 2)
    if bend >= 0.0:  # no top: the highest end
        return float(1 + np.argmax(hazard))
    return float(np.clip(np.exp(-slope / (2.0 * bend)), 1.0, float(FIRST)))


GROUP = Group(
    name="newcomers",
    simulate=simulate,
    seeds=4,
    targets=(
        Target(
            "exit in the first year",
            "nsi16-newgrad",
            0.03,
            published=lambda percent: percent / 100.0,
            why="level of the tenure curve, in a company at the rate of mercer-voluntary",
        ),
        Target("month of the peak", "farber94-peak", 1.0),
        Target(
            "median tenure",
            "bls-tenure-median",
            1.0,
            why="in a company at the quits rate of jolts-private",
        ),
        Target("output after eight months", "shaw08-learning-curve", 0.08),
    ),
    moved_by=(
        "turnover.honeymoon",
        "turnover.honeymoon_half_life",
        "turnover.tenure_fall",
        "turnover.satisfaction",
        "turnover.commitment",
        "turnover.stress",
        "turnover.alternatives",
        "turnover.pay",
        "practice.rate",
        "exchange.learned",
    ),
)
