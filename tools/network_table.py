"""Compare the generated advice network with published ones and write docs/network.md.

Run `make tables`, or `python tools/network_table.py --out docs/network.md` (a few minutes: two
companies of 100,000 people live ten years).
"""

import argparse
import hashlib
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from scipy.stats import gamma

from simulation.burn_in import burned_in
from simulation.engine.addresses import replication_seed
from simulation.engine.draws import Draws
from simulation.evidence.ledger import load_ledger
from simulation.organization.founding import found
from simulation.organization.layout import Layout, lay_out
from simulation.organization.network import draw_ties
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.program import Program, Setting
from simulation.scenario import from_data, load_scenario
from simulation.shipped import shipped
from simulation.state.columns import Array
from simulation.state.state import State

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (
    "tools/network_table.py",
    "simulation/engine/addresses.py",
    "simulation/engine/draws.py",
    "simulation/engine/functions.py",
    "simulation/engine/links.py",
    "simulation/engine/philox.py",
    "simulation/organization/asking.py",
    "simulation/organization/circles.py",
    "simulation/organization/layout.py",
    "simulation/organization/network.py",
    "simulation/organization/recruit.py",
)
"""Files that the generated figures hang on."""

MANAGER_SEEDS, SMALL_SEEDS, LARGE_SEEDS = 200, 20, 2
SAMPLED = 2000
"""People on whom clustering is measured in a large company."""

PUBLISHED = {
    "density": 0.452,
    "reciprocity": 0.474,
    "clustering": 0.765,
    "in_cv": 0.439,
    "out_cv": 0.588,
    "in_service": 0.549,
    "in_level": 0.651,
    "out_service": -0.401,
    "upward": 0.679,
    "downward": 0.345,
    "asks_manager": 0.950,
    "same_team": 0.489,
    "other_team": 0.442,
}
"""The 21 managers' advice network, computed from Krackhardt (1987); tests compute it anew."""

WORDS = {
    "density": "share of possible ties that exist",
    "reciprocity": "share of ties that are returned",
    "clustering": "clustering (mean local, direction aside)",
    "in_cv": "spread of in-degree (SD / mean)",
    "out_cv": "spread of out-degree (SD / mean)",
    "in_service": "in-degree with years of service, r",
    "in_level": "in-degree with level, r",
    "out_service": "out-degree with years of service, r",
    "upward": "density toward higher levels",
    "downward": "density toward lower levels",
    "asks_manager": "share who ask their own manager",
    "same_team": "density within a manager's team",
    "other_team": "density between teams",
    "out_mean": "colleagues asked, mean",
    "cross": "ties across departments",
    "isolates": "people without ties",
    "contacts": "most contacts of one person",
}

TEAMS = (5, 8, 3, 4)
"""Sizes of the four vice presidents' teams, themselves included; the president stands apart."""

SERVICE = {3: 30.0, 2: 13.0, 1: 10.25}
"""Mean years of service of the president, the vice presidents and the other managers."""


def firm_of_managers() -> str:
    """Return a people file of 21 managers: a president, four vice presidents and their teams."""
    rows = ["department,team,level,manager", "Managers,board,3,"]
    for number, size in enumerate(TEAMS):
        rows.append(f"Managers,team {number},2,0")
        head = len(rows) - 2
        rows += [f"Managers,team {number},1,{head}"] * (size - 1)
    return "\n".join(rows) + "\n"


def usual_service(level: Array, seed: int) -> Array:
    """Months of service by level; below the vice presidents gamma of shape 2, shuffled by seed."""
    years = np.array([SERVICE[int(rung)] for rung in level])
    rest = np.flatnonzero(level == 1)
    share = (np.arange(len(rest)) + 0.5) / len(rest)
    years[rest] *= gamma.ppf(np.random.default_rng(seed).permutation(share), 2.0) / 2.0
    return np.round(12.0 * years)


def drawn(organization: Organization, layout: Layout, months: Array, seed: int) -> State:
    """Return a company whose people have served for these months, with grown ties."""
    setting = Setting(organization, Program(), People())
    setting.departments = layout.departments
    draws = Draws(replication_seed(seed, 0))
    state = found(layout, setting, draws, 1)
    state["tenure"][:] = months
    for name, empty in (
        ("tie_neighbor", -1),
        ("tie_strength", 0.0),
        ("tie_target", 0.0),
        ("tie_count", 0),
    ):
        state[name].fill(empty)
    draw_ties(state, draws, setting.people, np.arange(layout.seats), established=True)
    return state


def managers(seeds: Iterable[int]) -> list[dict[str, float]]:
    """Return the figures of the generated managers, one dictionary a seed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "managers.csv"
        path.write_text(firm_of_managers(), encoding="utf-8")
        organization = Organization(name="Managers", levels=3, workforce=path)
        layout = lay_out(organization, 1)
    figures = []
    for seed in seeds:
        months = usual_service(layout.level, seed)
        state = drawn(organization, layout, months, seed)
        figures.append(of_managers(matrix(state), months, layout))
    return figures


def matrix(state: State) -> Array:
    """Who asks whom, shape (N, N), of a small company."""
    ties = np.zeros((len(state["person"]),) * 2)
    row, slot = np.nonzero(state["tie_target"] > 0)
    ties[row, state["tie_neighbor"][row, slot]] = 1.0
    return ties


def of_managers(ties: Array, months: Array, layout: Layout) -> dict[str, float]:
    """Figures of a network of managers, by the keys of `PUBLISHED`."""
    level, team = layout.level, layout.team
    apart = ~np.eye(len(ties), dtype=bool)
    same = (team[:, None] == team[None, :]) & apart
    up = level[None, :] > level[:, None]
    under = np.flatnonzero(layout.manager >= 0)
    into, out = ties.sum(axis=0), ties.sum(axis=1)
    return {
        "density": ties[apart].mean(),
        "reciprocity": (ties * ties.T).sum() / ties.sum(),
        "clustering": clustering(*np.nonzero(ties), len(ties)),
        "in_cv": into.std() / into.mean(),
        "out_cv": out.std() / out.mean(),
        "in_service": correlation(into, months),
        "in_level": correlation(into, level),
        "out_service": correlation(out, months),
        "upward": ties[up].mean(),
        "downward": ties[up.T].mean(),
        "asks_manager": ties[under, layout.manager[under]].mean(),
        "same_team": ties[same].mean(),
        "other_team": ties[apart & ~same].mean(),
    }


def correlation(one: Array, other: Array) -> float:
    """Pearson's r."""
    return float(np.corrcoef(one, other)[0, 1])


def clustering(asker: Array, asked: Array, people: int) -> float:
    """Mean local clustering, direction aside; of a large company on every n-th person."""
    circle: list[set[int]] = [set() for _ in range(people)]
    for i, j in zip(asker.tolist(), asked.tolist(), strict=True):
        circle[i].add(j)
        circle[j].add(i)
    shares = []
    for i in range(0, people, max(1, people // SAMPLED)):
        near, count = circle[i], len(circle[i])
        closed = sum(len(circle[j] & near) for j in near)
        shares.append(closed / (count * (count - 1.0)) if count > 1 else 0.0)
    return float(np.mean(shares))


def of_company(state: State, least: float = 0.1) -> dict[str, float]:
    """Figures of the network of those present, ties of strength `least` and more."""
    row, slot = np.nonzero(state["tie_strength"] >= least)
    here = np.cumsum(state["occupied"]) - 1
    asker, asked = here[row], here[state["tie_neighbor"][row, slot]]
    seats, count = state.people, len(state.people)
    out, into = np.bincount(asker, minlength=count), np.bincount(asked, minlength=count)
    pairs, back = asker * count + asked, asked * count + asker
    contacts = np.bincount(np.unique(np.concatenate((pairs, back))) // count, minlength=count)
    department = state["department"][seats]
    return {
        "out_mean": out.mean(),
        "reciprocity": float(np.isin(pairs, back).mean()),
        "clustering": clustering(asker, asked, count),
        "in_cv": into.std() / into.mean(),
        "out_cv": out.std() / out.mean(),
        "in_service": correlation(into, state["tenure"][seats]),
        "in_level": correlation(into, state["level"][seats]),
        "cross": float((department[asker] != department[asked]).mean()),
        "isolates": float((contacts == 0).mean()),
        "contacts": float(contacts.max()),
    }


def company(people: int, seeds: Iterable[int]) -> list[dict[str, float]]:
    """Figures of the sample company blown up or shrunk to a size, after its burn-in."""
    data = load_scenario(shipped("organizations/meridian_plan.yaml")).as_data()
    for department in data["organization"]["departments"].values():
        department["headcount"] = round(department["headcount"] * people / 600)
    scenario = from_data(data)
    return [of_company(burned_in(scenario, replication_seed(seed, 0))) for seed in seeds]


def firm_under_100(seeds: Iterable[int]) -> list[dict[str, float]]:
    """Figures of a firm of 90 in three departments."""
    data = load_scenario(shipped("organizations/meridian_plan.yaml")).as_data()
    departments = data["organization"]["departments"]
    data["organization"]["departments"] = {
        name: spec | {"headcount": 30} for name, spec in list(departments.items())[:3]
    }
    scenario = from_data(data)
    return [of_company(burned_in(scenario, replication_seed(seed, 0))) for seed in seeds]


def interval(values: list[float]) -> str:
    """Mean and the middle nine tenths of the seeds (of few seeds, all)."""
    low, high = np.quantile(values, (0.05, 0.95)) if len(values) > 5 else (min(values), max(values))
    return f"{np.mean(values):.2f} | {low:.2f} to {high:.2f}"


def manager_rows() -> str:
    """The table of the 21 managers."""
    figures = managers(range(1, MANAGER_SEEDS + 1))
    rows = ["| 21 managers | published | generated | 5% to 95% of seeds |", "|---|---|---|---|"]
    for key, published in PUBLISHED.items():
        rows.append(f"| {WORDS[key]} | {published:.2f} | {interval([f[key] for f in figures])} |")
    return "\n".join(rows)


def size_rows() -> str:
    """The table of sizes."""
    few = range(1, SMALL_SEEDS + 1)
    columns = [
        firm_under_100(few),
        company(600, few),
        company(100_000, range(1, LARGE_SEEDS + 1)),
    ]
    known = {"out_mean": "9 to 13", "reciprocity": ".39 to .47", "clustering": ".50 to .75"}
    rows = [
        "| | published, firms under 100 | 90 people | range | 600 people | range "
        "| 100,000 people | range |",
        "|---" * 8 + "|",
    ]
    for key in columns[0][0]:
        cells = " | ".join(interval([figures[key] for figures in column]) for column in columns)
        rows.append(f"| {WORDS[key]} | {known.get(key, '')} | {cells} |")
    return "\n".join(rows)


def other_rows() -> str:
    """Published networks of other kinds, as the ledger has them."""
    rows = ["| published network | people | value |", "|---|---|---|"]
    ledger = load_ledger()
    for name in ("net-krack-friend", "net-radoslaw", "net-emaileu-clust", "net-emaileu-recip"):
        row = ledger.rows[name]
        rows.append(f"| {row['quantity']} (`{name}`) | {row['n']} | {row['value']:.2f} |")
    return "\n".join(rows)


def made_from() -> str:
    """Hash of the files that the figures hang on."""
    digest = hashlib.blake2b(digest_size=8)
    for name in SOURCES:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def page() -> str:
    """The whole page."""
    template = Path(__file__).with_name("network_table.md").read_text(encoding="utf-8")
    return template.format(
        made_from=made_from(),
        managers=manager_rows(),
        sizes=size_rows(),
        others=other_rows(),
        manager_seeds=MANAGER_SEEDS,
        small_seeds=SMALL_SEEDS,
        large_seeds=LARGE_SEEDS,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "network.md")
    out = parser.parse_args().out
    if out.exists() and f"hash {made_from()}." in out.read_text(encoding="utf-8"):
        print(f"{out.name} is up to date.")
    else:
        out.write_text(page(), encoding="utf-8")
        print(f"Written: {out}.")
