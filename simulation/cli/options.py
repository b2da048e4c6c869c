"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Replications = Annotated[
    int | None,
    typer.Option("--replications", "-n", min=1, max=100_000, help="Simulated futures per design."),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed", min=0, max=2**64 - 1, help="Seed of the whole study; the same seed repeats it."
    ),
]
Quarters = Annotated[
    int | None, typer.Option("--quarters", min=1, max=80, help="Length of the future.")
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, help="Processes to run in; all cores unless given."),
]
StoreUrl = Annotated[
    str,
    typer.Option("--store", help="Database of all runs: a file, or any SQLAlchemy URL."),
]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Folder for figures and tables.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON, nothing else.")]
Company = Annotated[
    Path | None,
    typer.Option("--organization", help="Put every design into this organization instead."),
]

Uncertainty = Annotated[
    Literal["luck", "knowledge", "both"] | None,
    typer.Option(
        "--uncertainty",
        help="What intervals are about: luck (default), what science does not know, or both.",
    ),
]

STORE = "results/mentorsim.db"
