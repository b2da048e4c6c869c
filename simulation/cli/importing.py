"""Commands that make organizations: `import` and `workforce`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pandas as pd

ASSUMED = {
    "site": "everybody works in one place",
    "team": "teams are formed within departments",
    "manager": "the most senior of a team leads it",
    "tenure": "drawn from a company of the same kind",
    "pay": "the usual pay of the role",
    "satisfaction": "drawn, as are traits, by department, role and tenure",
    "commitment": "drawn likewise",
    "stress": "drawn likewise",
    "performance": "drawn likewise",
    "skills": "no export tells them; drawn by role, level and tenure",
}
"""What is taken for a column that a file leaves blank for everybody."""


def import_(
    file: Annotated[Path, typer.Argument(help="HR export: CSV or XLSX, any headers.")],
    mapping: Annotated[
        Path | None, typer.Option("--map", help="Your own mapping of columns, YAML.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Organization file to write; people go beside it."),
    ] = None,
) -> None:
    """Understand an HR export and turn it into an organization to simulate.

    Names, e-mails and identifiers are never kept. Without --out nothing is written.

    Example: mentorsim import staff.csv --out my_company.yaml
    """
    from simulation.workforce_file import import_workforce, write

    imported = import_workforce(file, mapping)
    # Written before anything is told: whoever pipes the report into `head` still gets the files.
    written = None if out is None else write(imported, out)
    for line in imported.report.lines():
        typer.echo(line)
    for line in _assumed(imported.people):
        typer.echo(line)
    if written is None:
        typer.echo("\nNothing written. Add --out my_company.yaml to keep it.")
        return
    organization, people = written
    typer.echo(f"\nWritten: {organization} and {people}")
    typer.echo(f"Next: mentorsim compare scenarios/studies/demo.yaml --organization {organization}")


def _assumed(people: "pd.DataFrame") -> list[str]:
    """What the file tells of nobody, and what takes its place."""
    missing = [
        f"  {name}: {words}"
        for name, words in ASSUMED.items()
        if name == "skills" or not people[name].notna().any()
    ]
    return ["Missing, so assumed", *missing]


def workforce(
    scenario: Annotated[
        Path, typer.Argument(help="Scenario or organization file with headcounts.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="People file to write.")],
    seed: Annotated[
        int, typer.Option("--seed", min=0, max=2**64 - 1, help="Seed of the people.")
    ] = 1,
) -> None:
    """Make a synthetic workforce: the people of a burned-in company, as a people file.

    Example: mentorsim workforce scenarios/organizations/meridian_plan.yaml --out people.csv
    """
    from simulation.scenario import load_scenario
    from simulation.synthetic import people_of, write_people

    people = people_of(load_scenario(scenario), seed)
    write_people(people, out)
    typer.echo(f"{len(people)} people written to {out}")
