"""Finish: when a program ends, so do the pairs that still meet."""

from typing import Any, ClassVar

import numpy as np

from simulation.engine.compiled import compiled
from simulation.engine.pairing import part
from simulation.engine.process import Process, Tick


@compiled
def stop_kernel(
    pair_active: np.ndarray,
    pair_mentor: np.ndarray,
    pair_mentee: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    tally_pairs_stopped: np.ndarray,
    tally_pairs_ended_total: np.ndarray,
) -> None:
    """Part every active pair, and count it as stopped."""
    for row in range(pair_active.shape[0]):
        if pair_active[row]:
            part(
                pair_active,
                pair_mentor,
                pair_mentee,
                mentees,
                mentors,
                tally_pairs_ended_total,
                row,
            )
            tally_pairs_stopped[0] += 1


class Finish(Process):
    """Pairs that still meet when the program ends stop, neither completed nor ended early.

    In the first month after the program's last one, before anybody meets. What pairs leave behind
    stays: ties between the two, what was learned, and what is borrowed as it fades.
    """

    name: ClassVar[str] = "finish"
    position: ClassVar[float] = 0.8
    kernels: ClassVar[tuple[Any, ...]] = (stop_kernel,)
    writes: ClassVar[tuple[str, ...]] = (
        "pair_active",
        "mentees",
        "mentors",
        "tally_pairs_stopped",
        "tally_pairs_ended_total",
    )

    def step(self, tick: Tick) -> None:
        """Stop what still runs once the program no longer does."""
        if not tick.setting.running(tick.month):
            tick.call(stop_kernel)
