"""Screening: what each assumed parameter could change in the answer, moved one at a time.

A design is compared with no program under the same luck, with a parameter at the low and at the
high end of its range, in both twins: swing = effect(high) - effect(low). What is unknown only once
is moved at once (`Parameter.unknown`).
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from simulation.engine.parameters import Parameter
from simulation.evidence.screening import Influence, Screening
from simulation.experiments.compare import frame_of
from simulation.experiments.explain import HEADLINES, Part, effects_of, worlds_of
from simulation.experiments.futures import SHARE, jobs_by_arm
from simulation.experiments.statistics import paired_difference
from simulation.experiments.study import SEED, Study
from simulation.knowledge import Values, key_of, with_values
from simulation.runner import Outcome, Progress, run_many
from simulation.scenario import Scenario, all_parameters, source_hash
from simulation.store.protocol import Store

REPLICATIONS = 12

type Effects = "pd.Series[float]"
"""Effect of the design on one outcome, by replication."""


@dataclass(frozen=True, eq=False)
class Move:
    """One piece of ignorance at an end of its range, and the twins that live with it."""

    values: Values
    twins: Part

    @property
    def share(self) -> float:
        """Share of extra output that counts."""
        return self.values.get(SHARE.path, SHARE.default)


def screen(
    design: Scenario,
    store: Store,
    *,
    replications: int = REPLICATIONS,
    workers: int | None = None,
    report: Callable[[Progress], None] = lambda progress: None,
) -> tuple[Screening, Outcome]:
    """Move every assumed parameter of the package through its range, in a design and its twin.

    The table is empty unless all runs finished; the outcome says what failed.
    """
    assumed = [p for p in all_parameters() if p.status == "assumed" and not p.outside]
    moves = {p.unknown: _ends(p.unknown, design) for p in assumed}
    usual = _move({}, design)
    every = [usual, *(move for ends in moves.values() for move in ends)]
    worlds = worlds_of(move.twins for move in every)
    study = Study("Screening", worlds, next(iter(worlds)), replications, SEED, design.quarters)
    jobs = jobs_by_arm(study)
    todo = [job for future in zip(*jobs.values(), strict=True) for job in future]
    batch = run_many(todo, store, workers=workers, report=report)
    made = f'"{design.name}" against no program, {design.organization.name}, {design.quarters} '
    made += f"quarters, {replications} replications, seed {SEED}"
    if batch.failures or batch.interrupted:
        return Screening(source_hash(), made, ()), batch
    frame = frame_of(jobs, store)
    effects = {move: effects_of(move.twins, frame, move.share) for move in every}
    rows = [
        _influence(parameter, outcome, *(effects[each][outcome] for each in (usual, *moves[name])))
        for parameter in assumed
        for name in [parameter.unknown]
        for outcome in HEADLINES
    ]
    return Screening(source_hash(), made, tuple(rows)), batch


def _ends(unknown: str, design: Scenario) -> tuple[Move, ...]:
    """Low and high of all that expresses one piece of ignorance; nothing if it plays no part."""
    members = [p for p in all_parameters() if p.unknown == unknown]
    if not any(_plays_a_part(p, design) for p in members):
        return ()
    ends = ({p.path: p.low for p in members}, {p.path: p.high for p in members})
    return tuple(_move(values, design) for values in ends)


def _plays_a_part(parameter: Parameter, design: Scenario) -> bool:
    return parameter.path == SHARE.path or key_of(parameter, design) is not None


def _move(values: Values, design: Scenario) -> Move:
    reference = design.without_program()
    return Move(
        values,
        Part("total", "", with_values(design, values), with_values(reference, values)),
    )


def _influence(parameter: Parameter, outcome: str, usual: Effects, *ends: Effects) -> Influence:
    """What one parameter does to one outcome: effects at its ends, and the swing between them."""
    names = (parameter.path, parameter.unknown, outcome)
    known = float(usual.mean())
    if not ends:
        return Influence(*names, known, None, None, None, None, None, 0)
    low, high = ends
    swing = paired_difference(high, low, better=None)
    moved = (float(low.mean()), float(high.mean()), swing.mean, swing.ci_low, swing.ci_high)
    return Influence(*names, known, *moved, swing.n)
