import itertools

import numpy as np
import pandas as pd
import pytest

from simulation.experiments.statistics import bands, differences
from simulation.outcomes.labels import Label
from simulation.report.style import Provenance

OUTCOMES = (
    Label("exits_total", "Exits so far", "people", "lower", 0),
    Label("skill", "Skill", "points (0-100)", "higher"),
    Label("morale", "Morale", "points (0-100)", "higher"),
    Label("cost_total", "Cost so far", "USD", "lower", 0),
    Label("net_total", "Net benefit so far", "USD", "higher", 0),
    Label("quality", "Mentoring quality", "points (1-5)", "higher"),
)
ARMS = (
    "No program",
    "Full design",
    "Matching only",
    "Open door $5k to $10k",
    "Training for mentors, quarterly refreshers and coordinator support everywhere",
    "Group mentoring <new> & more",
    "Reverse mentoring",
    "A-name-without-any-space-that-is-far-too-long-for-every-column-of-the-page",
)
EFFECTS = (0.0, 1.0, 0.5, 0.05, 0.6, -0.6, 0.2, -0.1)


def simulated(arms: int, quarters: int, replications: int) -> pd.DataFrame:
    """Twins that share their luck; the reference has no mentoring quality."""
    rng = np.random.default_rng(7)
    luck = rng.normal(size=(replications, quarters, 3)).cumsum(axis=1)
    rows = []
    for arm, effect in zip(ARMS[:arms], EFFECTS, strict=False):
        own = luck + 0.3 * rng.normal(size=luck.shape).cumsum(axis=1)
        for (replication, quarter), noise in zip(
            np.ndindex(replications, quarters), own.reshape(-1, 3), strict=True
        ):
            q = quarter + 1
            rows.append(
                {
                    "arm": arm,
                    "replication": replication,
                    "quarter": q,
                    "exits_total": round(20 * q + 5 * noise[0] - 1.2 * effect * q),
                    "skill": 60 + noise[1] + 2 * effect,
                    "morale": 55 + noise[2] + effect,
                    "cost_total": 20_000.0 * q * abs(effect),
                    "net_total": (30_000 * q - 150_000) * effect + 20_000 * noise[0],
                    "quality": None if effect == 0 else 4 + effect / 2,
                }
            )
    return pd.DataFrame(rows)


@pytest.fixture(scope="session")
def labels():
    return {label.name: label for label in OUTCOMES}


@pytest.fixture(scope="session")
def provenance():
    return Provenance(people=600, seed=1)


@pytest.fixture(scope="session")
def study(labels):
    """Return (arms, bands, differences) of a synthetic comparison."""

    def make(arms=2, quarters=4, replications=12):
        frame = simulated(arms, quarters, replications)
        better = {name: label.better for name, label in labels.items()}
        return list(ARMS[:arms]), bands(frame, labels), differences(frame, ARMS[0], better)

    return make


READ = {
    "retention": ("Still employed", "%", (12.0, 1.5)),
    "promotion": ("Promoted since launch", "%", (4.0, 0.1)),
    "satisfaction": ("Job satisfaction", "points (0-100)", (2.0, 0.5)),
    "output": ("Output", "% of full competence", (30.0, 0.4)),
}
GROUPS = ("mentees", "mentors", "bystanders", "everybody")


@pytest.fixture(scope="session")
def readings():
    """Return a table of readings of some designs, as experiments.readings makes it."""

    def make(arms=2, against=ARMS[0]):
        rows = [
            reading(arm, against, group, outcome, 1 + 0.1 * place)
            for place, arm in enumerate(ARMS[1:arms])
            for group in GROUPS
            for outcome in READ
        ]
        return pd.DataFrame(rows)

    return make


def reading(arm, against, group, outcome, size):
    """One row: a gap with an interval of a tenth, and an effect, which bystanders lack."""
    label, unit, (naive, causal) = READ[outcome]
    naive = naive * size if group in ("mentees", "mentors") else float("nan")
    causal = causal * size / (1 + GROUPS.index(group))
    row = {"arm": arm, "without": against, "group": group, "outcome": outcome, "label": label}
    row |= {"unit": unit, "people": 100.0, "selection_share": 1 - causal / naive}
    for name, mean in (("naive", naive), ("causal", causal)):
        row |= {name: mean, f"{name}_ci_low": 0.9 * mean, f"{name}_ci_high": 1.1 * mean}
    return row | {"n": 12, "level": 0.95}


@pytest.fixture(scope="session")
def tidy():
    """`tidy(figure, boxes)`: every text lies on the page and no two lie on each other."""

    def check(figure, boxes):
        width, height = figure.get_size_inches() * figure.dpi
        for text, box in boxes:
            assert box.x0 >= 0, text
            assert box.x1 <= width, text
            assert box.y0 >= 0, text
            assert box.y1 <= height, text
        for (one, a), (other, b) in itertools.combinations(boxes, 2):
            across = min(a.x1, b.x1) - max(a.x0, b.x0)
            along = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert across <= 1 or along <= 1, (one, other)

    return check
