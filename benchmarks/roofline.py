"""Roofline: how far a quarter is from what its draws, functions, gathers and bytes must cost."""

import json
import subprocess
import sys
from collections.abc import Callable

import numpy as np

from benchmarks.company import company
from benchmarks.rows import Row, cpu_seconds, row_of
from simulation.engine.compiled import compiled
from simulation.engine.functions import exp, log, normal_center, normal_tail
from simulation.engine.philox import fill_uniform
from simulation.model import MentoringModel

PEOPLE = 5_000
SAMPLE = 250
ROUNDS = 5
QUARTERS = 4
REPEATS = 200


@compiled
def _exp_all(x: np.ndarray, out: np.ndarray) -> None:
    for i in range(x.shape[0]):
        out[i] = exp(x[i])


@compiled
def _log_all(x: np.ndarray, out: np.ndarray) -> None:
    for i in range(x.shape[0]):
        out[i] = log(x[i])


@compiled
def _normal_center_all(x: np.ndarray, out: np.ndarray) -> None:
    for i in range(x.shape[0]):
        out[i] = normal_center(x[i])


@compiled
def _normal_tail_all(x: np.ndarray, out: np.ndarray) -> None:
    for i in range(x.shape[0]):
        out[i] = normal_tail(x[i])


@compiled
def _gather(x: np.ndarray, at: np.ndarray, out: np.ndarray) -> None:
    for i in range(at.shape[0]):
        out[i] = x[at[i]]


@compiled
def _triad(x: np.ndarray, y: np.ndarray, out: np.ndarray) -> None:
    for i in range(x.shape[0]):
        out[i] = x[i] + 0.5 * y[i]


def unit_seconds() -> dict[str, float]:
    """Seconds of one operation of each kind on this machine, on columns of 5,000 people."""
    luck = np.random.default_rng(1)
    x, y, out = luck.random(PEOPLE), luck.random(PEOPLE), np.empty(PEOPLE)
    at = luck.integers(0, PEOPLE, PEOPLE)
    persons = np.arange(PEOPLE, dtype=np.uint32)
    words = [np.uint32(n) for n in (1, 2, 3, 4)]
    work: dict[str, Callable[[], object]] = {
        "exp": lambda: _exp_all(x, out),
        "log": lambda: _log_all(x, out),
        "normal_center": lambda: _normal_center_all(x, out),
        "normal_tail": lambda: _normal_tail_all(x, out),
        "philox": lambda: fill_uniform(*words, persons, out),
        "gathers": lambda: _gather(x, at, out),
        "bytes": lambda: _triad(x, y, out),
    }
    cells = dict.fromkeys(work, PEOPLE) | {"bytes": 3 * 8 * PEOPLE}
    return {name: _seconds(run) / cells[name] for name, run in work.items()}


def _seconds(run: Callable[[], object]) -> float:
    run()
    return min(
        cpu_seconds(lambda: [run() for _ in range(REPEATS)]) / REPEATS for _ in range(ROUNDS)
    )


def counts() -> dict[str, float]:
    """Operations per person and quarter, counted in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.counting", str(SAMPLE)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    counted: dict[str, float] = json.loads(done.stdout)
    return counted


def roofline() -> Row:
    """Ours / estimate at 5,000 people, whole quarters with a program, Mesa's shell included."""
    counted = counts()
    model = MentoringModel(company(PEOPLE, quarters=1 + ROUNDS * QUARTERS), rng=1)
    model.step()
    ratios = []
    for _ in range(ROUNDS):
        units = unit_seconds()
        least = PEOPLE * sum(units[name] * counted[name] for name in units if name in counted)
        taken = cpu_seconds(lambda: [model.step() for _ in range(QUARTERS)]) / QUARTERS
        ratios.append(taken / least)
    listed = ", ".join(f"{name} {counted.get(name, 0.0):.0f}" for name in units)
    costs = ", ".join(f"{name} {1e9 * units[name]:.2f}" for name in units)
    return row_of(
        "roofline_5000",
        ratios,
        "ours / estimate",
        "CPU time of a quarter against the sum of its operations at their unit costs",
        target="at most 2.5",
        note=f"Per person and quarter: {listed}. Nanoseconds each, measured here: {costs}.",
    )
