"""Readings: what a dashboard shows of participants, beside what the program did to them.

A dashboard sets participants against others. Twins set every participant against the very same
person in the future of the same seed without a program. The first difference holds who joins; the
second does not:

    naive gap = effect on participants + selection

**Who is looked at.** The staff of launch day, who are the same people in both futures; in a program
for newcomers only (intake `onboarding`) those hired since launch. *Mentees* have been matched as
mentees by the horizon, *mentors* as mentors and never as mentees, *bystanders* as neither;
*everybody* is all of them. A dashboard's *others* are bystanders who could have joined: eligible
at some time, as mentees or as mentors.

**Whose twin counts.** Twins are one address (seat and holder) and one month of hire in both
futures. Participants must also be employed in both futures in the month of their first match: there
is no effect on somebody who, in the other future, has left before there is anything to join. Who
is a newcomer in one future only has no twin and is left out.

**Estimands**, all at the horizon:

* *retention*: still employed, percent; exits of any kind count. The effect on mentees runs over
  all of the above, so nobody is lost by leaving. The dashboard's gap also holds that people must
  have stayed to join at all (immortal time); that is selection too.
* *promotion*: promoted at least once since launch, percent; leavers count with what they had
  reached before they left.
* *satisfaction* (index) and *output* (percent of a fully competent person, mean of the last
  quarter) of people still employed, as a dashboard has no others. The effect is that on people
  employed at the horizon in **both** futures (the survivor average causal effect), so that who was
  kept does not pass for who was changed. Output lost by exits is no part of it; retention is.

One future gives one number per group; intervals and n are over futures, as everywhere.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation.experiments.futures import jobs_of
from simulation.experiments.statistics import PairedDifference, paired_difference
from simulation.experiments.study import Study
from simulation.outcomes.labels import Label
from simulation.outcomes.ledger import (
    BEFORE,
    MAY_BE_MENTEE,
    MAY_MENTOR,
    MENTEE,
    MENTOR,
    NEVER,
    Ledger,
)
from simulation.outcomes.slices import SMALLEST
from simulation.scenario import Scenario
from simulation.state.columns import Array
from simulation.store.protocol import Store

LEVEL = 0.95

GROUPS = ("mentees", "mentors", "bystanders", "everybody")
_UNJOINED = ("bystanders", "everybody")

READ = {
    label.name: label
    for label in (
        Label("retention", "Still employed", "%", "higher"),
        Label("promotion", "Promoted since launch", "%", "higher"),
        Label("satisfaction", "Job satisfaction", "points (0-100)", "higher", 2),
        Label("output", "Output", "% of full competence", "higher", 2),
    )
}
"""Outcomes that are read twice."""

_ENDS = ("", "_ci_low", "_ci_high")
COLUMNS = (
    *("arm", "without", "group", "outcome", "label", "unit", "people"),
    *("participants", "others", "twins"),
    *(f"{reading}{end}" for reading in ("naive", "causal", "selection") for end in _ENDS),
    *("selection_share", "n", "level"),
)
"""Columns of the table of readings; `participants`, `others` and `twins` are mean levels."""


@dataclass(frozen=True)
class Reading:
    """One group and outcome in one future: mean levels, None where fewer than five people."""

    people: int
    participants: float | None
    others: float | None
    treated: float | None
    twins: float | None


def reference_of(study: Study) -> tuple[str, Scenario]:
    """Name and scenario of the future without a program that participants' twins live in.

    The study's own reference where that has no program, else the first design without one, else
    the reference's organization without any program.
    """
    first = {study.against: study.arms[study.against], **study.arms}
    for name, arm in first.items():
        if arm.program.is_none:
            return name, arm
    made = study.arms[study.against].without_program()
    return made.name, made


def readings(study: Study, store: Store) -> pd.DataFrame:
    """Both readings of every design that has a program, by group and outcome.

    A future counts where both its runs left a ledger; n says in how many the group had people
    enough. The naive gap and what follows from it are absent for groups that no dashboard compares,
    and the share of selection where the gap's interval holds zero.
    """
    without, reference = reference_of(study)
    designs = {name: arm for name, arm in study.arms.items() if not arm.program.is_none}
    found: dict[tuple[str, str, str], list[Reading]] = {
        (name, group, outcome): [] for name in designs for group in GROUPS for outcome in READ
    }
    jobs = {name: jobs_of(study, arm) for name, arm in designs.items()}
    for replication, twin in enumerate(jobs_of(study, reference)):
        ids = {name: own[replication].run_id for name, own in jobs.items()}
        twin_id = twin.run_id
        ledgers = store.ledgers([twin_id, *ids.values()])
        if twin_id not in ledgers:
            continue
        twins = Ledger.from_bytes(ledgers[twin_id])
        for name, run_id in ids.items():
            if run_id in ledgers:
                one = read(Ledger.from_bytes(ledgers[run_id]), twins, designs[name])
                for (group, outcome), reading in one.items():
                    found[name, group, outcome].append(reading)
    rows = [
        {"arm": name, "without": without, "group": group, "outcome": outcome, **_row(outcome, each)}
        for (name, group, outcome), each in found.items()
    ]
    kept = [row for row in rows if row["n"]]
    kinds = dict.fromkeys(COLUMNS[6:-2], "float64") | {"n": "int64", "level": "float64"}
    table = pd.DataFrame(kept, columns=list(COLUMNS)).astype(kinds)
    layer = study.uncertainty
    return table if layer == "luck" else table.assign(uncertainty=layer)


def read(own: Ledger, twin: Ledger, scenario: Scenario) -> dict[tuple[str, str], Reading]:
    """Both readings of one future under a design: by group and outcome."""
    launch = scenario.program.schedule.first_month
    newcomers = scenario.program.enrollment.rules().intake == "onboarding"
    here = _cohort(own, launch, newcomers=newcomers)
    place, groups = _twins_of(own, twin), _groups(own)
    others = {
        "mentees": here & groups["bystanders"] & ((own.part & MAY_BE_MENTEE) > 0),
        "mentors": here & groups["bystanders"] & ((own.part & MAY_MENTOR) > 0),
    }
    paired = here & (place >= 0)
    joined = np.minimum(own.mentee_since, own.mentor_since)
    there = paired & (twin.left[place] >= joined)
    both = {
        group: members & (paired if group in _UNJOINED else there)
        for group, members in groups.items()
    }
    found: dict[tuple[str, str], Reading] = {}
    for outcome in READ:
        mine, theirs = (_standing(each, outcome, launch) for each in (own, twin))
        beside = np.where(place >= 0, theirs[place], np.nan)
        present = ~np.isnan(mine)
        twinned = present & ~np.isnan(beside)
        for group, members in groups.items():
            twins = both[group] & twinned
            seen = [members & here & present, others[group] & present] if group in others else []
            found[group, outcome] = _reading(mine, beside, twins, seen)
    return found


def _reading(mine: Array, beside: Array, twins: Array, seen: Sequence[Array]) -> Reading:
    """One reading of masks over people who have a value; `seen` are participants and others."""
    own, other = (_mean(mine[mask]) for mask in seen) if seen else (None, None)
    treated = mine[twins]
    return Reading(len(treated), own, other, _mean(treated), _mean(beside[twins]))


def _mean(values: Array) -> float | None:
    """Mean of values; None of fewer than five people."""
    return math.fsum(values.tolist()) / len(values) if len(values) >= SMALLEST else None


def _cohort(own: Ledger, launch: int, *, newcomers: bool) -> Array:
    """The staff of launch day, or those hired since."""
    staff: Array = ((own.hired == BEFORE) | (own.hired < launch)) & (own.left >= launch)
    since: Array = (own.hired != BEFORE) & (own.hired >= launch)
    return since if newcomers else staff


def _groups(own: Ledger) -> dict[str, Array]:
    mentee, mentor = (own.part & MENTEE) > 0, (own.part & MENTOR) > 0
    masks = (mentee, mentor & ~mentee, ~mentee & ~mentor, np.ones(len(own.person), dtype=bool))
    return dict(zip(GROUPS, masks, strict=True))


def _twins_of(own: Ledger, twin: Ledger) -> Array:
    """Row of everybody's twin, -1 for those hired in one future only or in another month."""
    order = np.argsort(twin.person)
    at = np.searchsorted(twin.person[order], own.person)
    row = order[np.minimum(at, len(order) - 1)]
    same = (twin.person[row] == own.person) & (twin.hired[row] == own.hired)
    place: Array = np.where(same, row, -1)
    return place


def _standing(ledger: Ledger, outcome: str, launch: int) -> Array:
    """An outcome of every person at the horizon, NaN where it has no meaning."""
    values: Mapping[str, Array] = {
        "retention": 100.0 * (ledger.left == NEVER),
        "promotion": 100.0 * ((ledger.promoted != NEVER) & (ledger.promoted >= launch)),
        "satisfaction": ledger.satisfaction,
        "output": 100.0 * ledger.output,
    }
    return values[outcome]


# Over futures ------------------------------------------------------------------------------


def _row(outcome: str, each: Sequence[Reading]) -> dict[str, Any]:
    label = READ[outcome]
    whole = [one for one in each if one.treated is not None]
    seen = [one for one in whole if one.participants is not None and one.others is not None]
    if 2 * len(seen) < len(whole):  # where nearly all join, the few futures left tell nothing
        seen = []
    causal = _difference((one.treated, one.twins) for one in whole)
    naive = _difference((one.participants, one.others) for one in seen)
    # On the same futures, so that effect and selection add up to the gap.
    selection = _difference(
        (_gap(one.participants, one.others), _gap(one.treated, one.twins)) for one in seen
    )
    own = [one.participants for one in seen] or [one.treated for one in whole]
    return {
        "label": label.label,
        "unit": label.unit,
        "people": _average([one.people for one in whole]),
        "participants": _average(own),
        "others": _average([one.others for one in seen]),
        "twins": _average([one.twins for one in whole]),
        **_interval("naive", naive),
        **_interval("causal", causal),
        **_interval("selection", selection),
        "selection_share": _share(naive, selection),
        "n": causal.n,
        "level": LEVEL,
    }  # fmt: skip


def _difference(pairs: Iterable[tuple[float | None, float | None]]) -> PairedDifference:
    own, other = np.array(list(pairs), dtype=float).reshape(-1, 2).T
    return paired_difference(own, other, better="higher", level=LEVEL)


def _gap(own: float | None, other: float | None) -> float | None:
    return None if own is None or other is None else own - other


def _average(values: Sequence[float | None]) -> float | None:
    present = [value for value in values if value is not None]
    return math.fsum(present) / len(present) if present else None


def _interval(name: str, found: PairedDifference) -> dict[str, float | None]:
    return dict(
        zip(
            (f"{name}{end}" for end in _ENDS),
            (found.mean, found.ci_low, found.ci_high),
            strict=True,
        )
    )


def _share(naive: PairedDifference, selection: PairedDifference) -> float | None:
    """Selection's part of the naive gap; None where the gap may be zero."""
    if naive.mean is None or naive.ci_low is None or naive.ci_high is None:
        return None
    if selection.mean is None or naive.ci_low <= 0 <= naive.ci_high:
        return None
    return selection.mean / naive.mean
