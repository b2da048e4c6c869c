"""Explain: where a design's effect comes from, lever by lever and mechanism by mechanism.

The effect of a part is what is lost without it, under the same luck, replication by replication:

    part = (design - reference) - (design without the part - reference without the part)

A lever is a family of decisions, knocked out of the design by its kind `none`; the reference stays.
A mechanism is switched off in both twins, so that what is left is the design's effect in a world
without it. Parts overlap where one needs the other, so they do not add up: the remainder, total
minus all parts of a kind, is their interaction.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from simulation.errors import Problem, UserError
from simulation.experiments.compare import TWIN_LABELS, frame_of, with_twins
from simulation.experiments.futures import SHARE, jobs_by_arm
from simulation.experiments.statistics import paired_difference
from simulation.experiments.study import Study
from simulation.families import FAMILIES
from simulation.mechanisms import mechanisms_of
from simulation.outcomes.collect import labels_of
from simulation.outcomes.labels import Label
from simulation.runner import Outcome, Progress, run_many
from simulation.scenario import Scenario
from simulation.store.protocol import Store

type Kind = Literal["total", "lever", "mechanism"]

HEADLINES = ("exits_total", "skill", "net_total")
"""Outcomes that are explained: people kept, skill, net benefit."""

TOTAL, REMAINDER = "Total effect", "Interaction of all"

COLUMNS = ("arm", "against", "kind", "part", "outcome", "quarter", "mean", "ci_low", "ci_high",
           "n", "level")  # fmt: skip
LEVEL = 0.95


@dataclass(frozen=True)
class Part:
    """A design and its reference without one part; the whole of both is a part as well."""

    kind: Kind
    name: str
    design: Scenario
    reference: Scenario


@dataclass(frozen=True)
class Explanation:
    """What was found, as a table.

    Attributes:
        study: what was explained.
        table: a row per design, kind, part and outcome at the last quarter, with intervals; for
            each kind, parts and remainder add up to the total.
        labels: of the outcomes in the table.
        batch: what was run, reused, and what failed.
    """

    study: Study
    table: pd.DataFrame
    labels: Mapping[str, Label]
    batch: Outcome

    @property
    def people(self) -> int:
        """People on the first day."""
        return self.study.people


def explain(
    study: Study,
    store: Store,
    *,
    workers: int | None = None,
    report: Callable[[Progress], None] = lambda progress: None,
) -> Explanation:
    """Explain every design of a study against its reference, under luck alone.

    Runs are shared with whatever else the store holds, and between designs. Replications in
    which any run failed are left out, so that parts add up; n counts the others.

    Raises:
        UserError: the designs keep none of the outcomes that are explained.
    """
    reference = study.arms[study.against]
    parts = {
        arm: tuple(parts_of(scenario, reference))
        for arm, scenario in study.arms.items()
        if arm != study.against
    }
    worlds = worlds_of(part for own in parts.values() for part in own)
    jobs = jobs_by_arm(study.at(uncertainty="luck").with_arms(worlds))
    twins = [job for future in zip(*jobs.values(), strict=True) for job in future]
    batch = run_many(twins, store, workers=workers, report=report)
    frame = frame_of(jobs, store)
    currency = reference.organization.currency
    labels = {**labels_of(reference), **TWIN_LABELS}
    known = {name: labels[name].in_currency(currency) for name in HEADLINES if name in labels}
    rows = [
        {"arm": arm, "against": study.against, "quarter": study.quarters} | row
        for arm, own in parts.items()
        for row in _rows(own, frame)
    ]
    return Explanation(study, pd.DataFrame(rows, columns=list(COLUMNS)), known, batch)


def parts_of(design: Scenario, reference: Scenario) -> Iterator[Part]:
    """The whole, every lever that the design pulls, and every mechanism that runs in it."""
    yield Part("total", TOTAL, design, reference)
    for lever, families in _levers(design).items():
        off = {f"program.{family}.kind": "none" for family in families}
        yield Part("lever", lever, design.with_changes(**off), reference)
    for mechanism in mechanisms_of(design):
        yield Part(
            "mechanism", mechanism.name, mechanism.without(design), mechanism.without(reference)
        )


def _levers(design: Scenario) -> dict[str, list[str]]:
    """Families by lever, of which the design's kind is not `none`."""
    levers: dict[str, list[str]] = {}
    for family, policy in design.program.policies().items():
        if type(policy) is not FAMILIES[family].get("none"):
            levers.setdefault(policy.lever, []).append(family)
    return levers


def worlds_of(parts: Iterator[Part]) -> dict[str, Scenario]:
    """Every scenario that is needed by its content, those that share a burn-in side by side."""
    found: dict[str, Scenario] = {}
    for part in parts:
        found |= {part.reference.content_id: part.reference, part.design.content_id: part.design}
    order = list(dict.fromkeys(scenario.burn_in_id for scenario in found.values()))
    return dict(sorted(found.items(), key=lambda item: order.index(item[1].burn_in_id)))


def _rows(parts: tuple[Part, ...], frame: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Total, parts and remainders of one design, for every outcome."""
    effects = {part: effects_of(part, frame) for part in parts}
    outcomes = [name for name in HEADLINES if all(name in each for each in effects.values())]
    if not outcomes:
        words = f"the designs keep none of the outcomes {', '.join(HEADLINES)}"
        raise UserError(Problem(words, key="outcomes", hint="Leave outcomes empty to keep all."))
    for outcome in outcomes:
        table = pd.DataFrame({part: each[outcome] for part, each in effects.items()}).dropna()
        total = table.iloc[:, 0]
        yield {"outcome": outcome} | _row("total", TOTAL, total)
        for kind in ("lever", "mechanism"):
            own = {part.name: total - table[part] for part in parts if part.kind == kind}
            for name, values in own.items():
                yield {"outcome": outcome} | _row(kind, name, values)
            yield {"outcome": outcome} | _row(kind, REMAINDER, total - sum(own.values()))


def effects_of(part: Part, frame: pd.DataFrame, share: float = SHARE.default) -> pd.DataFrame:
    """Difference of design and reference at the end, by replication, for every outcome of both.

    `frame` holds runs by content id; `share` is that of extra output that is sold or saved.
    """
    design, reference = part.design.content_id, part.reference.content_id
    both = frame[frame["arm"].isin([design, reference])].reset_index(drop=True)
    twins = with_twins(both, reference, dict.fromkeys(both["replication"], share))
    last = twins[twins["quarter"] == part.design.quarters].set_index("replication")
    columns = [name for name in last if name not in ("arm", "quarter")]
    own, base = (last.loc[last["arm"] == arm, columns] for arm in (design, reference))
    gap = own - base.reindex(own.index)
    return gap.loc[:, gap.notna().any()]


def _row(kind: str, name: str, values: "pd.Series[float]") -> dict[str, object]:
    pair = paired_difference(values, 0.0 * values, better=None, level=LEVEL)
    shown = {key: getattr(pair, key) for key in ("mean", "ci_low", "ci_high", "n")}
    return {"kind": kind, "part": name, **shown, "level": LEVEL}
