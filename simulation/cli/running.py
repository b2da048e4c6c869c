"""The command `run`: one future, here and now."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation.cli.options import STORE, AsJson, Quarters, StoreUrl
from simulation.cli.preparing import preparing

if TYPE_CHECKING:
    from simulation.scenario import Scenario

SHOWN = (
    "headcount", "exits", "skill", "morale", "satisfaction", "stress", "output", "cost_total",
)  # fmt: skip


def run(
    scenario: Annotated[
        str, typer.Argument(help="A scenario file, or the id of a stored run to repeat.")
    ],
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, max=2**64 - 1, help="Seed of this one future.")
    ] = None,
    quarters: Quarters = None,
    store: StoreUrl = STORE,
    as_json: AsJson = False,
) -> None:
    """Run one future of one scenario and print its quarters.

    Example: mentorsim run scenarios/programs/full_design.yaml --seed 7
    """
    from simulation.model import MentoringModel
    from simulation.warming import warm

    chosen, own_seed = _chosen(scenario, store)
    if quarters:
        chosen = chosen.with_changes("quarters", quarters)
    warm(preparing)
    model = MentoringModel(chosen, rng=own_seed if seed is None else seed)
    while model.running:
        model.step()
    rows = [row for row in model.rows if row[1] == "whole"]
    if as_json:
        typer.echo(json.dumps([_as_dict(model.outcome_names, row) for row in rows], indent=1))
    else:
        _print(model, rows)


def _chosen(text: str, store_url: str) -> "tuple[Scenario, int]":
    """Scenario and seed: of a file (seed 1), or of a stored run, finished or failed."""
    from simulation.scenario import load_scenario

    path = Path(text)
    looks_like_id = len(text) == 32 and all(c in "0123456789abcdef" for c in text)
    if path.exists() or not looks_like_id:
        return load_scenario(path), 1
    scenario_text, seed = _stored(text, store_url)
    return _read_back(scenario_text), seed


def _stored(run_id: str, store_url: str) -> tuple[str, int]:
    """Text of the scenario and seed of a stored run."""
    from simulation.errors import UserError
    from simulation.store.sql import open_store

    with open_store(store_url, create=False) as store:
        for failure in store.failures([run_id]):
            return failure.scenario_text, failure.seed
        runs = store.runs()
        found = runs[runs["run_id"] == run_id]
        if found.empty:
            raise UserError(f"{store_url} holds no run {run_id}. Give a scenario file instead.")
        run = found.iloc[0]
        return store.scenario_text(str(run["scenario_id"])), int(run["seed"])


def _read_back(text: str) -> "Scenario":
    """A stored scenario; its plug-ins first, so that what they bring is known."""
    from simulation.plugins import load_plugins
    from simulation.scenario import from_data, renew

    data = json.loads(text)
    load_plugins(data.get("plugins", ()), reread=renew)
    return from_data(data)


def _as_dict(names: tuple[str, ...], row: tuple[Any, ...]) -> dict[str, Any]:
    return {"quarter": row[0], **dict(zip(names, row[3:], strict=True))}


def _print(model: Any, rows: list[tuple[Any, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    from simulation.outcomes.collect import labels_of

    currency = model.scenario.organization.currency
    labels = {
        name: label.in_currency(currency) for name, label in labels_of(model.scenario).items()
    }
    shown = [name for name in SHOWN if name in labels]
    table = Table(title=f"{model.scenario.name}: one future, not a forecast", box=None)
    table.add_column("quarter", justify="right")
    for name in shown:
        table.add_column(f"{labels[name].label}\n{labels[name].unit}", justify="right")
    for row in rows:
        values = _as_dict(model.outcome_names, row)
        cells = [_cell(values[name], labels[name].decimals) for name in shown]
        table.add_row(str(row[0]), *cells)
    Console().print(table)


def _cell(value: float | None, decimals: int) -> str:
    return "" if value is None else f"{value:,.{decimals}f}"
