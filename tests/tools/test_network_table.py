"""The page on the advice network: fresh, its figures right, and the published ones as published."""

import importlib.util
import re
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from simulation.burn_in import burned_in
from simulation.organization.layout import lay_out
from simulation.organization.organization import Organization

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / ".." / "shared" / "data"
PAGE = (ROOT / "docs" / "network.md").read_text(encoding="utf-8")
STALE = "docs/network.md is stale: run `make tables`"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location(
        "network_table", ROOT / "tools" / "network_table.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def krackhardt():
    """People, advice and reporting lines of the published managers."""
    if not DATA.is_dir():
        pytest.skip("the published data are not here")
    people = pd.read_csv(DATA / "krackhardt_people.csv")
    advice = pd.read_csv(DATA / "krackhardt_advice.csv") - 1
    lines = pd.read_csv(DATA / "krackhardt_reports_to.csv").set_index("from")["to"]
    ties = np.zeros((21, 21))
    ties[advice["from"], advice["to"]] = 1.0
    manager = [lines.get(person, 0) - 1 for person in people["person"]]
    return people, ties, np.array(manager)


@pytest.fixture(scope="module")
def published_layout(krackhardt, tmp_path_factory):
    people, _, manager = krackhardt
    frame = pd.DataFrame({
        "department": "Managers",
        "team": [f"team {int(number)}" for number in people["dept"]],
        "level": 4 - people["level"].astype(int),
        "manager": pd.array(manager, dtype="Int64"),
    })  # fmt: skip
    frame["manager"] = frame["manager"].where(frame["manager"] >= 0)
    path = tmp_path_factory.mktemp("managers") / "people.csv"
    frame.to_csv(path, index=False)
    organization = Organization(name="Managers", levels=3, workforce=path)
    return organization, lay_out(organization, 1)


def test_the_page_is_made_from_these_sources(tool):
    assert f"hash {tool.made_from()}." in PAGE, STALE


def test_the_managers_in_the_page_are_those_generated_now(tool):
    assert tool.manager_rows() in PAGE, STALE


def test_what_is_published_is_what_the_data_say(tool, krackhardt, published_layout):
    people, ties, _ = krackhardt
    months = 12.0 * people["tenure"].to_numpy()
    figures = tool.of_managers(ties, months, published_layout[1])
    assert figures == pytest.approx(tool.PUBLISHED, abs=0.0006)


def test_with_the_published_people_every_figure_is_near(tool, krackhardt, published_layout):
    """The mean over seeds lies within two SDs over seeds, what matters most much closer."""
    people, _, _ = krackhardt
    organization, layout = published_layout
    months = 12.0 * people["tenure"].to_numpy()
    figures = pd.DataFrame([
        tool.of_managers(tool.matrix(state), months, layout)
        for state in (tool.drawn(organization, layout, months, seed) for seed in range(1, 61))
    ])  # fmt: skip
    for key, published in tool.PUBLISHED.items():
        assert abs(figures[key].mean() - published) < 2.0 * figures[key].std(), key
    for key in ("density", "reciprocity", "clustering", "upward", "downward"):
        assert figures[key].mean() == pytest.approx(tool.PUBLISHED[key], abs=0.06), key


def test_every_published_figure_lies_in_the_interval_of_the_seeds():
    rows = re.findall(
        r"^\| (?!21)[^|]+ \| (-?[\d.]+) \| -?[\d.]+ \| (-?[\d.]+) to (-?[\d.]+) \|$", PAGE, re.M
    )
    assert len(rows) == 13
    for published, low, high in rows:
        assert float(low) <= float(published) <= float(high)


def test_companies_of_every_size_stay_in_the_published_ranges():
    sizes = PAGE.split("## From 90")[1]
    for words, low, high in (
        ("colleagues asked, mean", 9.0, 13.2),
        ("share of ties that are returned", 0.39, 0.5),
        ("clustering (mean local, direction aside)", 0.40, 0.75),
    ):
        row = next(line for line in sizes.splitlines() if line.startswith(f"| {words} "))
        means = [float(cell) for cell in row.split("|")[3:9:2]]
        assert all(low <= value <= high for value in means), words


def test_figures_of_a_company_are_those_of_networkx(tool, nothing):
    state = burned_in(nothing, 3)
    row, slot = np.nonzero(state["tie_strength"] >= 0.1)
    graph = nx.DiGraph()
    graph.add_nodes_from(state.people.tolist())
    graph.add_edges_from(zip(row.tolist(), state["tie_neighbor"][row, slot].tolist(), strict=True))
    figures = tool.of_company(state)
    whole = graph.to_undirected()
    into = np.array([degree for _, degree in graph.in_degree()])
    assert figures["reciprocity"] == pytest.approx(nx.reciprocity(graph))
    assert figures["clustering"] == pytest.approx(nx.average_clustering(whole))
    assert figures["out_mean"] == pytest.approx(graph.size() / len(graph))
    assert figures["in_cv"] == pytest.approx(into.std() / into.mean())
    assert figures["contacts"] == max(degree for _, degree in whole.degree())
    assert figures["isolates"] == pytest.approx(nx.number_of_isolates(graph) / len(graph))
