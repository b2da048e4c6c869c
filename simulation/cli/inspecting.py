"""Commands that show what the model is: check, quarter, parameters, policies, outcomes, schema."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation.cli.options import AsJson, Company

if TYPE_CHECKING:
    from simulation.engine.parameters import Parameter
    from simulation.evidence.screening import Influence
    from simulation.scenario import Scenario

KEPT = "exits_total"
EXPLAINED = {KEPT: 0, "skill": 2, "net_total": 0}
"""Outcomes whose effect is shown for every assumed parameter, with decimals."""


def check(
    files: Annotated[list[Path], typer.Argument(help="Scenario, organization or study files.")],
    organization: Company = None,
) -> None:
    """Check files without running them: every problem with file, line, key and what is allowed.

    Example: mentorsim check scenarios/programs/*.yaml
    """
    from simulation.errors import Problem, UserError
    from simulation.scenario import load_scenario

    company = load_scenario(organization) if organization else None
    problems: list[Problem] = []
    for file in files:
        try:
            typer.echo(f"{file}: {_checked(file, company)}")
        except UserError as error:
            problems += error.problems
    if problems:
        raise UserError(list(dict.fromkeys(problems)))


def _checked(file: Path, company: "Scenario | None") -> str:
    from simulation.experiments.study import is_study, load_study
    from simulation.organization.layout import check_departments
    from simulation.scenario import load_scenario

    if is_study(file):
        study = load_study([file], company)
        return f'study "{study.name}" of {len(study.arms)} designs, no problems'
    scenario = load_scenario(file, company)
    check_departments(scenario.organization, scenario.layout)
    people = int((scenario.layout.opening_month == 0).sum())
    where = f"{people} people of {scenario.organization.name}"
    return f'scenario "{scenario.name}", {where}, {scenario.quarters} quarters, no problems'


def quarter() -> None:
    """Show the order of a quarter: every process with its phase and its equations.

    Example: mentorsim quarter
    """
    from simulation.engine.process import PROCESSES
    from simulation.scenario import Scenario  # importing it registers every process

    del Scenario
    for process in sorted(PROCESSES, key=lambda each: (each.position, each.name)):
        when = "" if process.default_on else ", off unless a scenario names it"
        typer.echo(f"{process.position:>4g}  {process.name}  ({process.phase}{when})")
        for line in (process.__doc__ or "").strip().splitlines():
            typer.echo(f"      {line.strip()}")
        typer.echo("")


def parameters(
    assumed: Annotated[
        bool,
        typer.Option(
            "--assumed",
            help="Only those that no published number sets, the one that matters most first.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show every parameter: default, range, unit and the evidence behind it.

    With --assumed also what each could change: the effect of the shipped full design with the
    parameter at the low and at the high end of its range.

    Example: mentorsim parameters --assumed
    """
    from simulation.engine.parameters import STATUSES
    from simulation.scenario import all_parameters

    known = all_parameters()
    if assumed:
        _assumed([p for p in known if p.status == "assumed"], as_json)
        return
    if as_json:
        typer.echo(json.dumps([_as_dict(p) for p in known], indent=1))
        return
    _table(
        f"{len(known)} parameters",
        ("parameter", "default", "range", "unit", "status", "evidence or reason", "what it does"),
        [_row(p) for p in known],
    )
    for status, meaning in STATUSES.items():
        count = sum(p.status == status for p in known)
        typer.echo(f"{status} ({count}): {meaning}", err=True)


def _assumed(assumed: "list[Parameter]", as_json: bool) -> None:
    """Assumed parameters by what they could change, as last screened."""
    from simulation.evidence.screening import load_screening
    from simulation.scenario import source_hash

    screening = load_screening()
    place = {name: number for number, name in enumerate(screening.parameters)}
    ordered = sorted(assumed, key=lambda p: place.get(p.path, len(place)))
    if as_json:
        found = [
            _as_dict(p) | {"influence": _influence_data(screening.of(p.path))} for p in ordered
        ]
        typer.echo(json.dumps(found, indent=1))
        return
    heads = ("parameter", "default", "range", "unit", "people kept", "skill, points",
             "net benefit", "moves with", "reason", "what it does")  # fmt: skip
    _table(
        f"{len(ordered)} assumed parameters and what they could change",
        heads,
        [_influence_row(p, screening.of(p.path)) for p in ordered],
    )
    words = "Effect with the parameter low → high (95% interval of the change, luck alone)"
    typer.echo(f"{words}; {screening.made}.", err=True)
    if screening.sources != source_hash():
        again = "The model has changed since; `mentorsim screening` computes the influence again."
        typer.echo(again, err=True)


def _influence_row(p: "Parameter", influence: "dict[str, Influence]") -> tuple[str, ...]:
    cells = (_moved(influence.get(name), name) for name in EXPLAINED)
    range_, reason = f"{p.low:g} to {p.high:g}", p.why or ""
    return p.path, f"{p.default:g}", range_, p.unit, *cells, p.shared or "", reason, p.description


def _moved(influence: "Influence | None", outcome: str) -> str:
    """The effect at both ends, and the interval of the swing between them.

    Empty where the parameter plays no part or was never screened.
    """
    if influence is None or influence.at_low is None or influence.at_high is None:
        return ""
    if influence.swing_low == influence.swing_high == 0.0:
        return "no change"
    low, high = (_shown(end, outcome) for end in (influence.at_low, influence.at_high))
    ends = [_shown(end, outcome) for end in (influence.swing_low, influence.swing_high)]
    if outcome == KEPT:
        ends.reverse()
    return f"{low} → {high} ({' to '.join(ends)})"


def _shown(value: float | None, outcome: str) -> str:
    sign = -1.0 if outcome == KEPT else 1.0
    return "" if value is None else f"{sign * value + 0.0:,.{EXPLAINED[outcome]}f}"


def _influence_data(influence: "dict[str, Influence]") -> dict[str, Any]:
    from dataclasses import asdict

    left_out = ("parameter", "unknown", "outcome")
    return {
        name: {key: value for key, value in asdict(one).items() if key not in left_out}
        for name, one in influence.items()
    }


def _row(p: "Parameter") -> tuple[str, ...]:
    backing = p.anchor or ", ".join(p.evidence) or p.why or ""
    return (
        p.path,
        f"{p.default:g}",
        f"{p.low:g} to {p.high:g}",
        p.unit,
        p.status,
        backing,
        p.description,
    )


def _as_dict(p: "Parameter") -> dict[str, Any]:
    return {
        "path": p.path, "default": p.default, "low": p.low, "high": p.high, "unit": p.unit,
        "status": p.status, "fitted": p.fitted, "evidence": list(p.evidence), "anchor": p.anchor,
        "why": p.why, "signs": list(p.signs), "shared": p.shared, "off": p.off,
        "mechanism": p.mechanism, "description": p.description,
    }  # fmt: skip


def policies(as_json: AsJson = False) -> None:
    """Show every lever: the kinds of each family and what can be set in them.

    Example: mentorsim policies
    """
    from simulation.families import FAMILIES
    from simulation.scenario import Scenario  # importing it registers every policy

    del Scenario
    listed: list[dict[str, Any]] = [
        {
            "family": family,
            "kind": kind,
            "about": _first_line(registry.get(kind)),
            "fields": _fields(registry.get(kind)),
        }
        for family, registry in FAMILIES.items()
        for kind in sorted(registry.names(), key=lambda name: (name != "none", name))
    ]
    if as_json:
        typer.echo(json.dumps(listed, indent=1))
        return
    for entry in listed:
        typer.echo(f"{entry['family']}: {entry['kind']} — {entry['about']}")
        for name, field in entry["fields"].items():
            default = "(must be given)" if field["required"] else json.dumps(field["default"])
            typer.echo(f"    {name} = {default}  {field['about']}")


def _first_line(model: type) -> str:
    return (model.__doc__ or "").strip().splitlines()[0]


def _fields(model: Any) -> dict[str, dict[str, Any]]:
    """What can be set in a kind; a field that must be given has no default."""
    from pydantic_core import to_jsonable_python

    return {
        name: {
            "default": to_jsonable_python(field.get_default(call_default_factory=True))
            if not field.is_required()
            else None,
            "required": field.is_required(),
            "about": field.description or "",
        }
        for name, field in model.model_fields.items()
        if name != "kind"
    }


def outcomes(as_json: AsJson = False) -> None:
    """Show every outcome: what it is called, its unit and what it means.

    Example: mentorsim outcomes
    """
    from simulation.outcomes.collect import all_outcomes
    from simulation.scenario import Scenario  # importing it registers every outcome

    del Scenario
    labels = [each.label for each in all_outcomes(()).values()]
    if as_json:
        typer.echo(
            json.dumps(
                [
                    {
                        "name": each.name,
                        "label": each.label,
                        "unit": each.unit,
                        "better": each.better,
                        "about": each.doc,
                    }
                    for each in labels
                ],
                indent=1,
            )
        )
        return
    _table(
        f"{len(labels)} outcomes, and one skill_<name> for each skill",
        ("outcome", "label", "unit", "better", "what it is"),
        [(e.name, e.label, e.unit, e.better or "", e.doc) for e in labels],
    )


def schema(
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write.")] = None,
) -> None:
    """Print the JSON Schema of scenario files, for editors.

    Example: mentorsim schema --out scenario.schema.json
    """
    from simulation.scenario import schema as scenario_schema

    text = json.dumps(scenario_schema(), indent=1)
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")
        typer.echo(f"Written: {out}. In VS Code, name it under yaml.schemas.")


def odd(
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write.")] = None,
) -> None:
    """Print the description of the model in the ODD form, from the code's own declarations.

    Example: mentorsim odd --out docs/ODD.md
    """
    from simulation.odd.protocol import write_protocol

    if out is None:
        typer.echo(write_protocol(), nl=False)
    else:
        out.write_text(write_protocol(), encoding="utf-8")
        typer.echo(f"Written: {out}.")


def _table(title: str, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if not console.is_terminal:
        typer.echo("\t".join(heads))
        for row in rows:
            typer.echo("\t".join(row))
        return
    table = Table(title=title, box=None, header_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)
