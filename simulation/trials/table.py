"""Tables of results: for a terminal, and as Markdown for a page."""

from collections.abc import Iterable, Sequence
from typing import Any

from simulation.trials.knowledge import Share
from simulation.trials.results import CheckResult, Simulated, TrialResult
from simulation.trials.setting import Level

HEADS = (
    "trial",
    "what was measured",
    "published",
    "band",
    "simulated",
    "assumed low / high",
    "verdict",
    "remarks",
)


def table_markdown(results: Iterable[TrialResult]) -> str:
    """The table of trials as Markdown, misses as misses, explanations below it."""
    results = list(results)
    lines = [_line(HEADS), _line(["---"] * len(HEADS))]
    lines += [_line(row) for row in rows_of(results)]
    lines += ["", summary(results), *explanations(results)]
    return "\n".join(lines) + "\n"


def print_results(console: Any, results: Sequence[TrialResult]) -> None:
    """The table of trials on a rich console; as Markdown where nobody looks at a terminal."""
    if not console.is_terminal:
        console.file.write(table_markdown(results))
        return
    from rich.table import Table

    table = Table(header_style="bold", box=None)
    for head in HEADS:
        table.add_column(head, overflow="fold")
    for row in rows_of(results):
        style = {"inside": "green", "MISS": "red"}.get(row[6], "yellow")
        table.add_row(*row[:6], f"[{style}]{row[6]}[/]", row[7])
    console.print(table)
    console.print("\n".join([summary(results), *explanations(results)]))


def print_shares(console: Any, shares: Iterable[Share]) -> None:
    """Share of parameter draws inside, trial by trial."""
    for one in shares:
        share = "none could run" if one.share is None else f"{one.share:.0%} inside"
        failed = f", {one.failed} could not run" if one.failed else ""
        console.print(
            f"{one.id}  {one.name}: {share} of {one.draws} draws{failed}", highlight=False
        )


def rows_of(results: Iterable[TrialResult]) -> list[list[str]]:
    """One row of words a check; the trial is named in its first."""
    rows = []
    for result in results:
        for number, check in enumerate(result.checks):
            name = f"{result.id} {result.name}" if number == 0 else ""
            rows.append([name, *_cells(check)])
    return rows


def summary(results: Sequence[TrialResult]) -> str:
    """How many trials and checks are inside, and with how many seeds."""
    trials = sum(result.inside for result in results)
    checks = [check for result in results for check in result.checks]
    inside = sum(check.inside for check in checks)
    seeds = sorted({result.n_seeds for result in results})
    words = f"{seeds[0]}" if len(seeds) == 1 else f"{seeds[0]} to {seeds[-1]}"
    return (
        f"Inside: {trials} of {len(results)} trials, {inside} of {len(checks)} checks "
        f"({words} seeds a trial)."
    )


def explanations(results: Iterable[TrialResult]) -> list[str]:
    """Why a trial misses, from the model's own mechanics."""
    return [
        f"\n{result.id} misses: {result.explained}"
        for result in results
        if not result.inside and result.explained
    ]


def _cells(check: CheckResult) -> list[str]:
    published = "sign or order" if check.published is None else _number(check.published)
    mean = check.simulated
    return [
        f"{check.quantity} ({check.kind})",
        published,
        f"{_number(check.low)} to {_number(check.high)}",
        f"{_number(mean.value)} ({_number(mean.ci_low)} to {_number(mean.ci_high)})",
        " / ".join(_at(check, level) for level in ("low", "high")) if len(check.levels) > 1 else "",
        _verdict(check),
        "; ".join(_remarks(check)),
    ]


def _at(check: CheckResult, level: Level) -> str:
    found: Simulated = check.levels[level]
    return _number(found.value)


def _verdict(check: CheckResult) -> str:
    if check.inside:
        return "inside"
    return "MISS" if check.precise or check.apart else "too few seeds"


def _remarks(check: CheckResult) -> list[str]:
    remarks = []
    if check.parameter:
        remarks.append(f"reads back the parameter {check.parameter}, so it says nothing")
    if check.nothing_passes:
        remarks.append("a model of nothing passes as well")
    return remarks


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) >= 0.0005 else "0"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
